package org.chainsmith.core.operation;

import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * One step of a plan: a value that knows how to perform, prove and settle itself. Performing is idempotent preparation,
 * one outward call, and a proof read from the images; it returns only when the effect is durable and proven.
 */
public sealed interface Step
        permits CreateBase,
                CreateOverlay,
                Commit,
                Pull,
                Repoint,
                RecordLedger,
                ForgetLedger,
                RemoveImages,
                SwitchToOverlay,
                LiveCommit,
                LivePull,
                FollowDefinition,
                ListLayers {

    /** A short verb for scripts, for example {@code commit}. */
    String verb();

    /** One line for people. */
    String describe();

    /** The bytes that the step is predicted to copy. */
    default long predictedBytes() {
        return 0;
    }

    /**
     * Refuses what would fail later: called for every step before the operation is written down. Changes nothing.
     *
     * @param plan what the step is part of
     */
    default void requireReady(SnapshotBackend backend, Plan plan) {}

    /** The guest through whose hypervisor the step works while the guest is active. */
    default Optional<Attachment> attachment() {
        return Optional.empty();
    }

    /** Performs the step for the first time. Returns the bytes it copied. */
    long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener);

    /** Performs the step when an earlier attempt may have got anywhere. */
    default long resume(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        return perform(backend, volume, listener);
    }

    /**
     * Whether the step is one instant that several volumes share. {@link GroupRunner} performs it for all of them at
     * once; recovery never performs it alone, but takes back an operation that stopped before it.
     */
    default boolean joint() {
        return false;
    }

    /**
     * Whether {@link #settle} alone proves that the step is done, without the log, and goes on to do so while other such
     * steps follow. The log is told of evident steps before the next one that is not, or by the operation's end.
     */
    default boolean evident() {
        return false;
    }

    /** Calls the visitor's method for this kind of step. */
    <T> T accept(StepVisitor<T> visitor);

    /** What the images and the ledger say about this step. Changes nothing. */
    Settlement settle(SnapshotBackend backend, VolumeId volume);

    /** Whether {@link #undo} can take the step back without loss, as things are now. */
    default boolean undoable(SnapshotBackend backend, VolumeId volume) {
        return false;
    }

    /** Takes back what the step did, wholly, partly, or not at all. May be repeated. Only for undoable steps. */
    default void undo(SnapshotBackend backend, VolumeId volume) {
        throw new IllegalStateException("cannot be undone: " + describe());
    }

    /**
     * Called of every step, performed or not, when all that were performed are undone and before the operation ends: for
     * what is left to be put in order. May be repeated.
     *
     * @param plan what the step is part of
     */
    default void tidy(SnapshotBackend backend, Plan plan) {}
}
