package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * The durable record of what is being done to each volume, and of what was done. At most one operation is open per
 * volume. Every method returns only when its record is durable; when one throws, the record is either there or not.
 *
 * <p>The caller holds the volume's lock, except for the readers {@link #open} and {@link #ended}.
 */
public interface OperationLog {
    /** Which way an open operation is going. */
    enum Direction {
        /** To its end. */
        FORWARD,
        /** Back to where it began: steps that were done may be undone already. */
        BACK
    }

    /**
     * An operation that was begun and not ended.
     *
     * @param done how many steps, from the first on, are recorded as done; of an operation that goes back, the index of
     *     the last step to be undone
     */
    record Open(Operation operation, int done, Direction direction) {
        public Open {
            requireNonNull(operation, "operation is null");
            requireNonNull(direction, "direction is null");
        }

        /** An open operation that goes forward. */
        public Open(Operation operation, int done) {
            this(operation, done, Direction.FORWARD);
        }
    }

    /** How an operation ended. */
    enum Outcome {
        /** All steps are done. */
        COMPLETED,
        /** Everything is as before. */
        TAKEN_BACK
    }

    /** What is remembered of an operation that has ended. */
    record Ended(
            OperationId id, OperationKind kind, List<SnapshotId> snapshots, List<ImageName> removed, Outcome outcome) {
        public Ended {
            snapshots = List.copyOf(snapshots);
            removed = List.copyOf(removed);
        }

        public static Ended of(Operation operation, Outcome outcome) {
            Plan plan = operation.plan();
            return new Ended(operation.id(), plan.kind(), plan.snapshots(), plan.removed(), outcome);
        }
    }

    /** Records the whole operation before its first side effect. */
    void begin(Operation operation);

    /** Records that the step with this index, and all before it, are done and proven. */
    void stepDone(Operation operation, int step);

    /** Records that the operation goes back from now on, from this step down. No step is recorded as done after that. */
    void turnBack(Operation operation, int step);

    /** Records that the operation is over. */
    void end(Operation operation, Outcome outcome);

    /**
     * The operation that is open on the volume.
     *
     * @throws org.chainsmith.core.error.SnapshotException LOG_INVALID if the log cannot be understood
     */
    Optional<Open> open(VolumeId volume);

    /** Operations that ended, oldest first; old ones may have been forgotten. */
    List<Ended> ended(VolumeId volume);

    /** The volumes of which the log knows something. */
    List<VolumeId> volumes();
}
