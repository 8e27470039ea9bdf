package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

/**
 * A block job of a hypervisor on one disk. Its figures are for showing: that it ended is no sign that it succeeded.
 *
 * @param done how far it is, in the job's own unit (for QEMU bytes, of what it has to look at)
 * @param total what it has to do, in the same unit; may grow while the guest writes
 * @param bytesPerSecond the limit that is set; 0 if there is none
 * @param ready whether an active commit has caught up and waits for its pivot
 */
public record BlockJob(Kind kind, long done, long total, long bytesPerSecond, boolean ready) {
    /** What a block job does. */
    public enum Kind {
        COMMIT,
        ACTIVE_COMMIT,
        PULL,
        /** Somebody else's: a copy, a backup, or one that is not known here. */
        OTHER
    }

    public BlockJob {
        requireNonNull(kind, "kind is null");
    }
}
