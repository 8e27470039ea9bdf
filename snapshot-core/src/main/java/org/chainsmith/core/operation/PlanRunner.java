package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Carries out plans: writes the plan down, then performs, proves and records one step after the other. The caller holds
 * the volume's lock.
 */
public final class PlanRunner {
    private final SnapshotBackend backend;

    public PlanRunner(SnapshotBackend backend) {
        this.backend = requireNonNull(backend, "backend is null");
    }

    /**
     * Runs a plan to its end.
     *
     * @throws SnapshotException of the failed step's own kind when everything was taken back; OPERATION_UNFINISHED when
     *     the operation stays open in the log, to be settled by {@link Recovery}
     */
    public Report run(Plan plan, ProgressListener listener) {
        if (plan.isNothing()) {
            return new Report(plan, 0);
        }
        Operation operation = new Operation(OperationId.random(), plan);
        begin(operation);
        long copied = 0;
        for (int i = 0; i < plan.steps().size(); i++) {
            copied += perform(operation, i, listener);
            record(operation, i);
        }
        complete(operation);
        return new Report(plan, copied);
    }

    /** Performs one step of a begun operation, or takes the operation back. */
    void performAndRecord(Operation operation, int step) {
        perform(operation, step, ProgressListener.NONE);
        record(operation, step);
    }

    private long perform(Operation operation, int step, ProgressListener listener) {
        VolumeId volume = operation.plan().volume();
        try {
            return operation.plan().steps().get(step).perform(backend, volume, listener);
        } catch (SnapshotException e) {
            // A step that found somebody else's image in its place had no effect, and that image is not ours to remove.
            int last = e.code() == ErrorCode.IMAGE_EXISTS ? step - 1 : step;
            requireUndoable(operation, step, e);
            if (step > 0) {
                turnBack(operation, last, e);
            }
            takeBack(operation, last, e);
            throw e.ofVolume(volume).inOperation(operation.id());
        }
    }

    /**
     * Records that a step is done, if recovery may depend on it: before the next step unless both are {@linkplain
     * Step#evident() evident}. The last step is done when the operation has ended.
     */
    private void record(Operation operation, int step) {
        if (!isRecorded(operation.plan(), step)) {
            return;
        }
        try {
            backend.log().stepDone(operation, step);
        } catch (SnapshotException e) {
            requireUndoable(operation, step, e);
            turnBack(operation, step, e);
            takeBack(operation, step, e);
            throw e.ofVolume(operation.plan().volume()).inOperation(operation.id());
        }
    }

    private static boolean isRecorded(Plan plan, int step) {
        List<Step> steps = plan.steps();
        boolean last = step + 1 == steps.size();
        return !last && !(steps.get(step).evident() && steps.get(step + 1).evident());
    }

    private void requireUndoable(Operation operation, int step, SnapshotException cause) {
        List<Step> begun = operation.plan().steps().subList(0, step + 1);
        boolean undoable;
        try {
            undoable = begun.stream()
                    .allMatch(each -> each.undoable(backend, operation.plan().volume()));
        } catch (SnapshotException e) {
            cause.addSuppressed(e);
            undoable = false;
        }
        if (!undoable) {
            throw unfinished(operation, step, cause);
        }
    }

    /**
     * Writes down that the operation goes back, before this step and those before it, which may be recorded as done, are
     * undone: recovery must not build on them any more.
     */
    private void turnBack(Operation operation, int step, SnapshotException cause) {
        try {
            backend.log().turnBack(operation, step);
        } catch (SnapshotException e) {
            e.addSuppressed(cause);
            throw unfinished(operation, step, e);
        }
    }

    /** What could not be written down for certain must not be found later: the caller hears that nothing happens. */
    void begin(Operation operation) {
        try {
            backend.log().begin(operation);
        } catch (SnapshotException e) {
            if (isOpen(operation)) {
                takeBackUnbegun(operation, e);
            }
            throw e.ofVolume(operation.plan().volume()).inOperation(operation.id());
        }
    }

    private boolean isOpen(Operation operation) {
        return backend.log()
                .open(operation.plan().volume())
                .filter(open -> open.operation().id().equals(operation.id()))
                .isPresent();
    }

    private void takeBackUnbegun(Operation operation, SnapshotException cause) {
        try {
            backend.log().end(operation, OperationLog.Outcome.TAKEN_BACK);
        } catch (SnapshotException e) {
            e.addSuppressed(cause);
            throw unfinished(operation, 0, e);
        }
    }

    /**
     * Performs what is left of an open operation, from this step on; all before it are done.
     *
     * @param recorded how many steps are recorded as done; some of them may be among those that are performed
     */
    Report runOn(Operation operation, int from, int recorded, ProgressListener listener) {
        long copied = performOn(operation, from, recorded, listener);
        complete(operation);
        return new Report(operation.plan(), copied);
    }

    /** The same without the end of the operation. */
    long performOn(Operation operation, int from, int recorded, ProgressListener listener) {
        List<Step> steps = operation.plan().steps();
        long copied = 0;
        for (int i = from; i < steps.size(); i++) {
            try {
                copied += steps.get(i).resume(backend, operation.plan().volume(), listener);
                if (i >= recorded && isRecorded(operation.plan(), i)) {
                    backend.log().stepDone(operation, i);
                }
            } catch (SnapshotException e) {
                throw e.kind() == ErrorKind.TRANSIENT ? e : unfinished(operation, i, e);
            }
        }
        return copied;
    }

    /** Ends an operation of which all steps are done. */
    void complete(Operation operation) {
        try {
            backend.log().end(operation, OperationLog.Outcome.COMPLETED);
        } catch (SnapshotException e) {
            throw unfinished(operation, operation.plan().steps().size() - 1, e);
        }
    }

    /** Takes back the steps up to and including this one, because of what happened to others. */
    void abandon(Operation operation, int last, SnapshotException cause) {
        if (last > 0) {
            turnBack(operation, last, cause);
        }
        takeBack(operation, last, cause);
    }

    private void takeBack(Operation operation, int last, SnapshotException cause) {
        try {
            undo(operation, last);
        } catch (SnapshotException e) {
            e.addSuppressed(cause);
            throw unfinished(operation, Math.max(0, last), e);
        }
    }

    /** Undoes the steps up to and including this one, last first, and ends the operation. */
    void undo(Operation operation, int last) {
        for (int i = last; i >= 0; i--) {
            operation.plan().steps().get(i).undo(backend, operation.plan().volume());
        }
        operation.plan().steps().forEach(step -> step.tidy(backend, operation.plan()));
        backend.log().end(operation, OperationLog.Outcome.TAKEN_BACK);
    }

    static SnapshotException unfinished(Operation operation, int step, SnapshotException cause) {
        Plan plan = operation.plan();
        SnapshotException error = new SnapshotException(
                        ErrorCode.OPERATION_UNFINISHED,
                        "The operation \"" + plan.kind() + "\" stopped at step " + (step + 1) + " of "
                                + plan.steps().size() + " ("
                                + plan.steps().get(step).describe() + "): "
                                + cause.getMessage()
                                + " It stays open in the log until recovery settles it.",
                        cause)
                .ofVolume(plan.volume())
                .inOperation(operation.id())
                .hint(cause.hint()
                        .map(hint -> hint + " Then run recover.")
                        .orElse("Mend the cause, then run recover."));
        return plan.before().map(BackingChain::toString).map(error::onChain).orElse(error);
    }
}
