package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

    /** Who is told how far each member is. */
    public interface Observer {
        /** The member's steps are done, and the call has taken effect; it may not have come to its end. Does not fail. */
        void stepsDone(Member member);

        /** The call has come to its end, and the member's operation is about to. */
        void ending(Member member);
    }

    private record Running(Member member, PlanRunner runner, Operation operation, int joint) {
        static Running of(Member member) {
            List<Step> steps = member.plan().steps();
            int joint = 0;
            while (!steps.get(joint).joint()) {
                joint++;
            }
            return new Running(
                    member,
                    new PlanRunner(member.backend()),
                    new Operation(OperationId.random(), member.plan()),
                    joint);
        }

        Settlement settlement() {
            Plan plan = member.plan();
            return plan.steps().get(joint).settle(member.backend(), plan.volume());
        }

        /** Performs everything before the instant. */
        void prepare() {
            runner.begin(operation);
            for (int i = 0; i < joint; i++) {
                runner.performAndRecord(operation, i);
            }
        }
    }

    private final SideBySide workers;

    /** Works on the volumes through these, before and after the instant. */
    public GroupRunner(SideBySide workers) {
        this.workers = requireNonNull(workers, "workers is null");
    }

    /**
     * Runs the plans to their end.
     *
     * @param meanwhile what is done while everything before the instant is; it does not fail
     * @param call what makes the joint steps of all plans happen. It may run what it is given as soon as they have, and go
     *     on with something else meanwhile; it has come to its end when the call returns
     * @param observer called by several workers, for each member of which the steps could be recorded
     * @throws SnapshotException of the failed step's own kind when everything was taken back; OPERATION_UNFINISHED when
     *     operations stay open in their logs, to be settled by {@link Recovery}
     */
    public void run(List<Member> members, Runnable meanwhile, Consumer<Runnable> call, Observer observer) {
        List<Running> group = members.stream().map(Running::of).toList();
        prepare(group, meanwhile);
        List<Optional<SnapshotException>> failures = callTogether(group, call, observer);
        List<Running> recorded = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            if (failures.get(i).isEmpty()) {
                recorded.add(group.get(i));
            }
        }
        Stream.concat(failures.stream(), workers.each(recorded, running -> finish(running, observer)).stream())
                .flatMap(Optional::stream)
                .reduce((first, later) -> {
                    first.addSuppressed(later);
                    return first;
                })
                .ifPresent(e -> {
                    throw e;
                });
    }

    /** Everything before the instant. A failure of one member takes back all; itself, it has been taken back already. */
    private void prepare(List<Running> group, Runnable meanwhile) {
        Map<Running, SnapshotException> failed = new LinkedHashMap<>();
        List<Optional<SnapshotException>> failures = workers.each(group, GroupRunner::prepared, meanwhile);
        for (int i = 0; i < group.size(); i++) {
            Running running = group.get(i);
            failures.get(i).ifPresent(e -> failed.put(running, e));
        }
        if (failed.isEmpty()) {
            return;
        }
        List<Running> prepared =
                group.stream().filter(running -> !failed.containsKey(running)).toList();
        throw takeBack(prepared, worst(failed.values()));
    }

    private static Optional<SnapshotException> prepared(Running running) {
        try {
            running.prepare();
            return Optional.empty();
        } catch (SnapshotException e) {
            return Optional.of(e);
        }
    }

    /** That an operation stays open matters more than why another was taken back. */
    private static SnapshotException worst(Collection<SnapshotException> failures) {
        return failures.stream()
                .reduce((told, next) ->
                        told.kind() != ErrorKind.OUTCOME_UNKNOWN && next.kind() == ErrorKind.OUTCOME_UNKNOWN
                                ? next
                                : told)
                .orElseThrow();
    }

    /** Takes back all that can be; returns what to tell: the cause, unless an operation stays open. */
    private static SnapshotException takeBack(List<Running> group, SnapshotException cause) {
        SnapshotException told = cause;
        for (Running running : group) {
            try {
                running.runner().abandon(running.operation(), running.joint(), cause);
            } catch (SnapshotException e) {
                told = told.kind() == ErrorKind.OUTCOME_UNKNOWN ? told : e;
            }
        }
        return told;
    }

    /**
     * What is true after the call is read from the chains, whatever the call says.
     *
     * @return why members could not be recorded
     */
    private List<Optional<SnapshotException>> callTogether(
            List<Running> group, Consumer<Runnable> call, Observer observer) {
        AtomicReference<List<Optional<SnapshotException>>> early = new AtomicReference<>();
        Optional<SnapshotException> failure = Optional.empty();
        try {
            call.accept(() -> recordEarly(group, early, observer));
        } catch (SnapshotException e) {
            failure = Optional.of(e);
        }
        List<Optional<SnapshotException>> recorded = early.get();
        if (recorded != null) {
            return recorded;
        }
        Set<Settlement> found = settlements(group, failure);
        if (found.equals(Set.of(Settlement.DONE))) {
            return workers.each(group, running -> record(running, observer));
        }
        SnapshotException cause = failure.orElseGet(() -> new SnapshotException(
                ErrorCode.NOT_PROVEN, "The call returned, but the guest does not write to the overlays."));
        if (cause.kind() == ErrorKind.OUTCOME_UNKNOWN || !found.equals(Set.of(Settlement.NOT_DONE))) {
            throw unfinished(group, cause);
        }
        throw takeBack(group, cause);
    }

    /** What cannot be read now is read again after the call. */
    private void recordEarly(
            List<Running> group, AtomicReference<List<Optional<SnapshotException>>> recorded, Observer observer) {
        try {
            if (Set.of(Settlement.DONE).equals(Set.copyOf(workers.each(group, Running::settlement)))) {
                recorded.set(workers.each(group, running -> record(running, observer)));
            }
        } catch (SnapshotException unread) {
            return;
        }
    }

    private Set<Settlement> settlements(List<Running> group, Optional<SnapshotException> failure) {
        try {
            return Set.copyOf(workers.each(group, Running::settlement));
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
    private static Optional<SnapshotException> record(Running running, Observer observer) {
        try {
            running.member().backend().log().stepDone(running.operation(), running.joint());
            int next = running.joint() + 1;
            running.runner().performOn(running.operation(), next, next, ProgressListener.NONE);
            observer.stepsDone(running.member());
            return Optional.empty();
        } catch (SnapshotException e) {
            return Optional.of(unfinished(List.of(running), e));
        }
    }

    private static Optional<SnapshotException> finish(Running running, Observer observer) {
        try {
            observer.ending(running.member());
            running.runner().complete(running.operation());
            return Optional.empty();
        } catch (SnapshotException e) {
            return Optional.of(unfinished(List.of(running), e));
        }
    }
}
