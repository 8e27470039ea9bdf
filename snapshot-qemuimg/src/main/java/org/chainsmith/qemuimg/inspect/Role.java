package org.chainsmith.qemuimg.inspect;

import java.util.Locale;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** What an image is to be. */
public enum Role {
    /** Part of a chain whose formats are on record. Only the record counts: a guest may have written any bytes. */
    LAYER,
    /** Comes from outside: complete in itself, and its bytes are what they are declared to be. */
    IMPORT;

    /**
     * Reads the lower-case name.
     *
     * @throws SnapshotException INVALID_ARGUMENT
     */
    public static Role parse(String text) {
        for (Role role : values()) {
            if (role.toString().equals(text)) {
                return role;
            }
        }
        throw new SnapshotException(
                ErrorCode.INVALID_ARGUMENT, "Not a role: " + ImageName.quoted(text) + " (layer or import)");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
