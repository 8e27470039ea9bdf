package org.chainsmith.app.config;

import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * What merges may take from the host.
 *
 * @param atOnce on how many disks at the same time
 * @param bytesPerSecond that a block job may copy when it starts; 0 for no limit
 */
public record MergeLimits(int atOnce, long bytesPerSecond) {
    public static final MergeLimits DEFAULT = new MergeLimits(4, 0);

    /** Rejects with INVALID_ARGUMENT what would never let anything be done. */
    public MergeLimits {
        if (atOnce < 1) {
            throw new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT,
                    "At least one disk has to be merged at a time, not " + atOnce + ". Nothing was changed.");
        }
    }
}
