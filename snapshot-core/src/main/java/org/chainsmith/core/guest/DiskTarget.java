package org.chainsmith.core.guest;

import java.util.regex.Pattern;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** The name of a disk within its guest, such as {@code vda}: libvirt's target. */
public record DiskTarget(String value) implements Comparable<DiskTarget> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]{0,31}");

    /** Rejects what cannot be a target with INVALID_ID. */
    public DiskTarget {
        if (!FORM.matcher(value).matches()) {
            throw new SnapshotException(ErrorCode.INVALID_ID, "Not the target of a disk: " + ImageName.quoted(value))
                    .hint("Targets look like vda or sdb; virsh domblklist shows them.");
        }
    }

    @Override
    public int compareTo(DiskTarget other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
