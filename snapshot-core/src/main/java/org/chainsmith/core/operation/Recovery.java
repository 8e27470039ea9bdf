package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.quiesce.Thaw;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Settles the operation that a crash, a power loss or an error left open: a function of the log, the ledger and the
 * images' headers, and itself restartable at any point.
 *
 * <p>The rule: an operation whose first step did not happen and can be undone is taken back, and so is one that stopped
 * before the instant that it shares with others, a revert that has only made its overlay, since the volume may have been
 * written to in between, and one that was being taken back already; every other is rolled forward. What was committed from the active layer is committed again until the active layer is named anew: a
 * guest may have been started in between. A state that is neither before nor after the next step is left alone.
 */
public final class Recovery {
    private static final Duration THAW_WAIT = Duration.ofSeconds(5);

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
        Optional<SnapshotException> frozen = thaw(open);
        Optional<Settled> decision;
        try {
            decision = open.map(this::decide);
            decision.ifPresent(settled -> carryOut(settled, open.orElseThrow().done(), listener));
        } catch (SnapshotException e) {
            frozen.ifPresent(e::addSuppressed);
            throw e;
        }
        frozen.ifPresent(e -> {
            throw Thaw.frozen(
                    "Volume " + volume + " is settled",
                    open.flatMap(Recovery::frozenGuest).orElseThrow(),
                    e);
        });
        return decision;
    }

    /**
     * Thaws the guest of an interrupted snapshot. The first act of every recovery: until then the guest may stand still.
     * The caller holds the volume's lock.
     *
     * @return why the guest may still be frozen
     */
    public Optional<SnapshotException> thaw(VolumeId volume) {
        return thaw(backend.log().open(volume));
    }

    private Optional<SnapshotException> thaw(Optional<OperationLog.Open> open) {
        Optional<GuestId> guest = open.flatMap(Recovery::frozenGuest)
                .filter(id -> backend.live()
                        .find(id)
                        .filter(found -> found.state().isActive())
                        .isPresent());
        try {
            guest.ifPresent(id -> new Thaw(backend.agent(), THAW_WAIT).thaw(id));
            return Optional.empty();
        } catch (SnapshotException e) {
            // Where no agent answers, none has frozen anything either, or the guest itself has lost it.
            return e.code() == ErrorCode.AGENT_UNAVAILABLE ? Optional.empty() : Optional.of(e);
        }
    }

    private static Optional<GuestId> frozenGuest(OperationLog.Open open) {
        return open.operation().plan().steps().stream()
                .filter(Step::joint)
                .flatMap(step -> step.attachment().stream())
                .map(Attachment::guest)
                .findFirst();
    }

    private Settled decide(OperationLog.Open open) {
        Operation operation = open.operation();
        List<Step> steps = operation.plan().steps();
        if (open.direction() == OperationLog.Direction.BACK) {
            return new Settled.TakenBack(operation, undoableUpTo(operation, open.done()));
        }
        for (int i = open.done(); i < steps.size(); i++) {
            Settlement settlement =
                    steps.get(i).settle(backend, operation.plan().volume());
            if (settlement instanceof Settlement.Conflict conflict) {
                throw unknown(operation, i, conflict.fact());
            }
            if (settlement instanceof Settlement.NotDone) {
                boolean mayGoBack = i == 0 || isBeforeInstant(steps, i) || isBeforeDiscard(operation.plan(), i);
                return mayGoBack && isUndoable(operation, i)
                        ? new Settled.TakenBack(operation, i)
                        : new Settled.RolledForward(operation, resumeAt(operation.plan(), i));
            }
        }
        return new Settled.RolledForward(operation, steps.size());
    }

    /** Until a new active layer has been named, data that the volume has since then must not be discarded. */
    private static boolean isBeforeDiscard(Plan plan, int notDone) {
        return plan.kind() == OperationKind.REVERT_VOLUME
                && plan.steps().subList(0, notDone).stream().allMatch(CreateOverlay.class::isInstance);
    }

    private static boolean isBeforeInstant(List<Step> steps, int notDone) {
        return steps.subList(notDone, steps.size()).stream().anyMatch(Step::joint);
    }

    /**
     * From where to go on, if this step is the first that is not done. Until the active layer is named anew, a guest may
     * have been started on the old one since it was committed, and have written to it: then it is committed again.
     */
    private static int resumeAt(Plan plan, int notDone) {
        Optional<ImageName> active = plan.before().map(chain -> chain.active().name());
        for (int i = notDone - 1; i >= 0; i--) {
            Step step = plan.steps().get(i);
            if (step instanceof FollowDefinition || step instanceof RecordLedger) {
                return notDone;
            }
            if (step instanceof Commit commit
                    && active.equals(Optional.of(commit.range().top()))) {
                return i;
            }
        }
        return notDone;
    }

    private boolean isUndoable(Operation operation, int step) {
        Plan plan = operation.plan();
        return plan.steps().get(step).undoable(backend, plan.volume());
    }

    /** The last step, this one at most, from which on every step down can be undone. */
    private int undoableUpTo(Operation operation, int last) {
        int undoable = 0;
        while (undoable < operation.plan().steps().size() && undoable <= last && isUndoable(operation, undoable)) {
            undoable++;
        }
        return undoable - 1;
    }

    private void carryOut(Settled settled, int recorded, ProgressListener listener) {
        Operation operation = settled.operation();
        operation.plan().requireIdle(backend); // a tool that outlived its killed parent may still be writing
        if (settled instanceof Settled.TakenBack back) {
            runner.undo(operation, back.from());
        } else if (settled instanceof Settled.RolledForward forward) {
            int before = forward.from() - 1;
            if (before >= recorded && before < operation.plan().steps().size() - 1) {
                backend.log().stepDone(operation, before);
            }
            runner.runOn(operation, forward.from(), Math.max(recorded, forward.from()), listener);
        }
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
