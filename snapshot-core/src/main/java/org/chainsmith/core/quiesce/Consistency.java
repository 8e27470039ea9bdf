package org.chainsmith.core.quiesce;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What was reached when a snapshot was taken.
 *
 * @param frozen how long the guest's file systems stood still; zero if they did not
 * @param note why the level is lower than asked for; empty if it is not
 */
public record Consistency(ConsistencyLevel level, Duration frozen, String note) {
    public Consistency {
        requireNonNull(level, "level is null");
        requireNonNull(frozen, "frozen is null");
        requireNonNull(note, "note is null");
    }

    /** Whether the guest was frozen, but not any more when the snapshot was taken. */
    public boolean missedFreeze() {
        return level == ConsistencyLevel.CRASH && !frozen.isZero();
    }

    /** Nothing was frozen, for this reason. */
    public static Consistency crash(String note) {
        return new Consistency(ConsistencyLevel.CRASH, Duration.ZERO, note);
    }
}
