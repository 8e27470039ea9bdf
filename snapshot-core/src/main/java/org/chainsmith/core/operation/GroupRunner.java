package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;

/**
 * Carries out one plan for each of several volumes, which share one instant: a {@linkplain Step#joint() joint} step that
 * is performed by one call for all of them. Each plan is an operation of its own in its own volume's log, so that each
 * volume recovers by itself; since the call takes effect for all or for none, all recover the same way.
 *
 * <p>The caller holds the locks of all volumes.
 */
public final class GroupRunner {
    /** A volume's plan, which has exactly one joint step, and the backend that the volume lives on. */
    public record Member(SnapshotBackend backend, Plan plan) {
        public Member {
            requireNonNull(backend, "backend is null");
            requireNonNull(plan, "plan is null");
            if (plan.steps().stream().filter(Step::joint).count() != 1) {
                throw new IllegalArgumentException("not exactly one joint step: " + plan.steps());
            }
        }
    }

    private record Running(PlanRunner runner, SnapshotBackend backend, Operation operation, int joint) {
        static Running of(Member member) {
            List<Step> steps = member.plan().steps();
            int joint = 0;
            while (!steps.get(joint).joint()) {
                joint++;
            }
            return new Running(
                    new PlanRunner(member.backend()),
                    member.backend(),
                    new Operation(OperationId.random(), member.plan()),
                    joint);
        }

        Settlement settlement() {
            return operation
                    .plan()
                    .steps()
                    .get(joint)
                    .settle(backend, operation.plan().volume());
        }

        /** Performs everything before the instant. */
        void prepare() {
            for (int i = 0; i < joint; i++) {
                runner.performAndRecord(operation, i);
            }
        }
    }

    /**
     * Runs the plans to their end.
     *
     * @param call what makes the joint steps of all plans happen
     * @param happened called for each member once the call is known to have taken effect
     * @throws SnapshotException of the failed step's own kind when everything was taken back; OPERATION_UNFINISHED when
     *     operations stay open in their logs, to be settled by {@link Recovery}
     */
    public void run(List<Member> members, Runnable call, Consumer<Member> happened) {
        List<Running> group = members.stream().map(Running::of).toList();
        prepare(group);
        callTogether(group, call);
        Optional<SnapshotException> failure = Optional.empty();
        for (int i = 0; i < group.size(); i++) {
            Member member = members.get(i);
            failure = first(failure, group.get(i), running -> finish(running, () -> happened.accept(member)));
        }
        failure.ifPresent(e -> {
            throw e;
        });
    }

    /** Everything before the instant. A failure of one member takes back all. */
    private static void prepare(List<Running> group) {
        List<Running> begun = new ArrayList<>();
        List<Running> prepared = new ArrayList<>();
        try {
            for (Running running : group) {
                running.runner().begin(running.operation());
                begun.add(running);
            }
            for (Running running : group) {
                begun.remove(running); // a member that fails here is taken back by its own runner
                running.prepare();
                prepared.add(running);
            }
        } catch (SnapshotException e) {
            SnapshotException told = takeBack(begun, running -> -1, e);
            throw takeBack(prepared, Running::joint, told);
        }
    }

    /** Takes back all that can be; returns what to tell: the cause, unless an operation stays open. */
    private static SnapshotException takeBack(
            List<Running> group, ToIntFunction<Running> last, SnapshotException cause) {
        SnapshotException told = cause;
        for (Running running : group) {
            try {
                running.runner().abandon(running.operation(), last.applyAsInt(running), cause);
            } catch (SnapshotException e) {
                told = told.kind() == ErrorKind.OUTCOME_UNKNOWN ? told : e;
            }
        }
        return told;
    }

    /** What is true after the call is read from the chains, whatever the call says. */
    private static void callTogether(List<Running> group, Runnable call) {
        Optional<SnapshotException> failure = Optional.empty();
        try {
            call.run();
        } catch (SnapshotException e) {
            failure = Optional.of(e);
        }
        Set<Settlement> found = settlements(group, failure);
        if (found.equals(Set.of(Settlement.DONE))) {
            return;
        }
        SnapshotException cause = failure.orElseGet(() -> new SnapshotException(
                ErrorCode.NOT_PROVEN, "The call returned, but the guest does not write to the overlays."));
        if (cause.kind() == ErrorKind.OUTCOME_UNKNOWN || !found.equals(Set.of(Settlement.NOT_DONE))) {
            throw unfinished(group, cause);
        }
        throw takeBack(group, Running::joint, cause);
    }

    private static Set<Settlement> settlements(List<Running> group, Optional<SnapshotException> failure) {
        try {
            return group.stream().map(Running::settlement).collect(toSet());
        } catch (SnapshotException e) {
            failure.ifPresent(e::addSuppressed);
            throw unfinished(group, e);
        }
    }

    private static SnapshotException unfinished(List<Running> group, SnapshotException cause) {
        if (cause.code() == ErrorCode.OPERATION_UNFINISHED) {
            return cause;
        }
        Running any = group.get(0);
        return PlanRunner.unfinished(any.operation(), any.joint(), cause);
    }

    /** After the instant there is no way back. */
    private static void finish(Running running, Runnable happened) {
        running.backend().log().stepDone(running.operation(), running.joint());
        happened.run();
        int next = running.joint() + 1;
        running.runner().runOn(running.operation(), next, next, ProgressListener.NONE);
    }

    private static Optional<SnapshotException> first(
            Optional<SnapshotException> earlier, Running running, Consumer<Running> act) {
        try {
            act.accept(running);
            return earlier;
        } catch (SnapshotException e) {
            earlier.ifPresent(known -> known.addSuppressed(e));
            return earlier.isPresent() ? earlier : Optional.of(unfinished(List.of(running), e));
        }
    }
}
