package org.chainsmith.qemuimg.qcow2;

import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** The refusals of malformed images. */
final class Invalid {
    private Invalid() {}

    static SnapshotException header(String fact) {
        return new SnapshotException(ErrorCode.HEADER_INVALID, "Not a valid qcow2 header: " + fact);
    }

    static SnapshotException mapping(String fact) {
        return new SnapshotException(ErrorCode.IMAGE_CORRUPT, "The qcow2 tables are corrupt: " + fact);
    }

    static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}
