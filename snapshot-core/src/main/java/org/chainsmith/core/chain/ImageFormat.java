package org.chainsmith.core.chain;

import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * The format of an image: a fact recorded by its owner, never a guess from its bytes. Only these two exist here; every
 * other format is refused.
 */
public enum ImageFormat {
    RAW("raw"),
    QCOW2("qcow2");

    private final String id;

    ImageFormat(String id) {
        this.id = id;
    }

    /** The name that QEMU, libvirt and Cinder use. */
    public String id() {
        return id;
    }

    /**
     * Reads the exact name.
     *
     * @throws SnapshotException INVALID_FORMAT for anything else, other cases of letters included
     */
    public static ImageFormat parse(String text) {
        for (ImageFormat format : values()) {
            if (format.id.equals(text)) {
                return format;
            }
        }
        throw new SnapshotException(
                ErrorCode.INVALID_FORMAT,
                "Not a supported image format: " + ImageName.quoted(text) + " (raw or qcow2)");
    }

    @Override
    public String toString() {
        return id;
    }
}
