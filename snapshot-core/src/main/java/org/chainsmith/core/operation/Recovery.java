package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Settles the operation that a crash, a power loss or an error left open: a function of the log, the ledger and the
 * images' headers, and itself restartable at any point.
 *
 * <p>The rule: an operation whose first step did not happen and can be undone is taken back, and so is one that stopped
 * before the instant that it shares with others, and one that was being taken back already; every other is rolled forward. A state that is neither before nor after the next step is left alone.
 */
public final class Recovery {
    private final SnapshotBackend backend;
    private final PlanRunner runner;

    public Recovery(SnapshotBackend backend) {
        this.backend = requireNonNull(backend, "backend is null");
        this.runner = new PlanRunner(backend);
    }

    /** What recovery found and what it does, or did, about it. */
    public sealed interface Settled {
        Operation operation();

        /** The operation had not begun to show, or was being taken back: it was taken back, from this step down. */
        record TakenBack(Operation operation, int from) implements Settled {}

        /** The operation was completed, from the step with this index on. */
        record RolledForward(Operation operation, int from) implements Settled {}
    }

    /**
     * What {@link #settle} would do now. Changes nothing and needs no lock.
     *
     * @throws SnapshotException STATE_UNKNOWN if it would do nothing because the state is not understood
     */
    public Optional<Settled> examine(VolumeId volume) {
        return backend.log().open(volume).map(this::decide);
    }

    /**
     * Settles the open operation of the volume, if there is one. The caller holds the volume's lock.
     *
     * @throws SnapshotException STATE_UNKNOWN if the state is not understood (nothing was changed); TRANSIENT if an
     *     image is still in use; OPERATION_UNFINISHED if going on failed again
     */
    public Optional<Settled> settle(VolumeId volume, ProgressListener listener) {
        Optional<OperationLog.Open> open = backend.log().open(volume);
        Optional<Settled> decision = open.map(this::decide);
        decision.ifPresent(settled -> carryOut(settled, open.orElseThrow().done(), listener));
        return decision;
    }

    private Settled decide(OperationLog.Open open) {
        Operation operation = open.operation();
        List<Step> steps = operation.plan().steps();
        if (open.direction() == OperationLog.Direction.BACK) {
            return new Settled.TakenBack(operation, undoableUpTo(steps, open.done()));
        }
        for (int i = open.done(); i < steps.size(); i++) {
            Settlement settlement =
                    steps.get(i).settle(backend, operation.plan().volume());
            if (settlement instanceof Settlement.Conflict conflict) {
                throw unknown(operation, i, conflict.fact());
            }
            if (settlement instanceof Settlement.NotDone) {
                boolean back =
                        steps.get(i).undoable() && (i == 0 || steps.get(i).joint());
                return back ? new Settled.TakenBack(operation, i) : new Settled.RolledForward(operation, i);
            }
        }
        return new Settled.RolledForward(operation, steps.size());
    }

    /** The last step, this one at most, from which on every step down can be undone. */
    private static int undoableUpTo(List<Step> steps, int last) {
        int undoable = 0;
        while (undoable < steps.size()
                && undoable <= last
                && steps.get(undoable).undoable()) {
            undoable++;
        }
        return undoable - 1;
    }

    private void carryOut(Settled settled, int recorded, ProgressListener listener) {
        Operation operation = settled.operation();
        requireIdle(operation);
        if (settled instanceof Settled.TakenBack back) {
            runner.undo(operation, back.from());
        } else if (settled instanceof Settled.RolledForward forward) {
            for (int i = recorded; i < forward.from(); i++) {
                backend.log().stepDone(operation, i);
            }
            runner.runOn(operation, forward.from(), listener);
        }
    }

    /** A tool that outlived its killed parent may still be writing; nothing is begun beside it. */
    private void requireIdle(Operation operation) {
        List<Image> images = operation.plan().before().map(BackingChain::images).orElse(List.of());
        backend.images().requireIdle(operation.plan().volume(), images);
    }

    private static SnapshotException unknown(Operation operation, int step, String fact) {
        Plan plan = operation.plan();
        return new SnapshotException(
                        ErrorCode.STATE_UNKNOWN,
                        "The operation \"" + plan.kind() + "\" was interrupted, and step " + (step + 1) + " ("
                                + plan.steps().get(step).describe() + ") finds a state that it does not know: " + fact
                                + ". Nothing was changed.")
                .ofVolume(plan.volume())
                .inOperation(operation.id())
                .onChain(plan.before().map(Object::toString).orElse("(none)"))
                .hint("Someone else changed the volume meanwhile. Compare the chain with the operation log by hand.");
    }
}
