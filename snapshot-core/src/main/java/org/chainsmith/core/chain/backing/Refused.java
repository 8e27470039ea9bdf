package org.chainsmith.core.chain.backing;

import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** The refusal of a text that is not shown, as it may hold a key. */
final class Refused {
    private Refused() {}

    /** The reason continues the sentence, and quotes nothing. */
    static SnapshotException because(String why) {
        return new SnapshotException(ErrorCode.BACKING_NAME_REFUSED, "A backing reference cannot be understood: " + why)
                .hint("The reference is not shown here, as it may hold a key; qemu-img info shows it.");
    }
}
