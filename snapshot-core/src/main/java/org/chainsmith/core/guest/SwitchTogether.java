package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.GroupRunner;
import org.chainsmith.core.operation.GroupRunner.Member;
import org.chainsmith.core.operation.SideBySide;
import org.chainsmith.core.operation.Step;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.Quiesce;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.quiesce.Thaw;

/** Lets several disks of one guest write to overlays from one instant on, while the guest stands still if it can. */
final class SwitchTogether {
    /** Who keeps what comes of it; called by several workers. */
    interface Keeper {
        Keeper NOTHING = new Keeper() {
            @Override
            public void stepsDone(Member member) {}

            @Override
            public void reached(Member member, Consistency reached) {}
        };

        /** The disk is switched and all is recorded; the guest may still be about to be thawed. Does not fail. */
        void stepsDone(Member member);

        /** Before the operation ends, if it is known what was reached. */
        void reached(Member member, Consistency reached);
    }

    private final LiveDisks live;
    private final GuestAgent agent;
    private final QuiescePolicy policy;
    private final Duration freezeDeadline;
    private final SideBySide workers;

    SwitchTogether(
            LiveDisks live, GuestAgent agent, QuiescePolicy policy, Duration freezeDeadline, SideBySide workers) {
        this.live = requireNonNull(live, "live is null");
        this.agent = requireNonNull(agent, "agent is null");
        this.policy = requireNonNull(policy, "policy is null");
        this.freezeDeadline = requireNonNull(freezeDeadline, "freezeDeadline is null");
        this.workers = requireNonNull(workers, "workers is null");
    }

    /** The guest as it is now. */
    Guest guest(GuestId id) {
        return live.find(id)
                .orElseThrow(() ->
                        new SnapshotException(ErrorCode.GUEST_NOT_FOUND, "The hypervisor knows no guest " + id + "."));
    }

    /** Refuses what would fail later. Changes nothing. */
    void requireReady(Guest guest, List<Member> members) {
        workers.each(
                members, member -> requireReady(guest, member), () -> quiesce().requireAble(guest));
    }

    private static Member requireReady(Guest guest, Member member) {
        if (!guest.state().isActive()) {
            member.plan().requireIdle(member.backend());
        }
        for (Step step : member.plan().steps()) {
            step.requireReady(member.backend(), member.plan());
        }
        return member;
    }

    /**
     * Runs the plans, whose joint steps are one call.
     *
     * @param overlays to which the disks are switched
     * @param alongside what is done in the same time
     * @param keeper told how far each disk is
     */
    Consistency run(
            Guest guest, List<Member> members, Map<DiskTarget, Image> overlays, Alongside alongside, Keeper keeper) {
        Quiesce quiesce = quiesce();
        Set<DiskTarget> disks = new HashSet<>(overlays.keySet());
        disks.addAll(alongside.disks());
        AtomicReference<Quiesce.Look> look = new AtomicReference<>();
        AtomicReference<Quiesce.Outcome> outcome = new AtomicReference<>();
        AtomicReference<SnapshotException> failure = new AtomicReference<>();
        Runnable switching = () -> {
            alongside.call().run();
            live.switchTo(guest.id(), overlays);
        };
        Consumer<Runnable> call = following -> {
            try {
                Quiesce.Look known = requireNonNull(look.get(), "nobody looked");
                outcome.set(quiesce.during(guest, known, switching, following));
            } catch (SnapshotException e) {
                failure.set(e);
                throw e;
            }
        };
        new GroupRunner(workers)
                .run(
                        members,
                        () -> look.set(quiesce.look(guest, disks, () -> live.rehearseSwitch(guest, overlays.keySet()))),
                        call,
                        new GroupRunner.Observer() {
                            @Override
                            public void stepsDone(Member member) {
                                keeper.stepsDone(member);
                            }

                            @Override
                            public void ending(Member member) {
                                Optional.ofNullable(outcome.get())
                                        .ifPresent(done -> keeper.reached(member, done.reached()));
                            }
                        });
        return answer(guest, Optional.ofNullable(outcome.get()), Optional.ofNullable(failure.get()));
    }

    private Quiesce quiesce() {
        return new Quiesce(agent, policy, freezeDeadline);
    }

    /** The snapshots are there: the call has succeeded, or has failed after it had taken effect. */
    private static Consistency answer(
            Guest guest, Optional<Quiesce.Outcome> outcome, Optional<SnapshotException> failure) {
        failure.filter(e -> e.code() == ErrorCode.GUEST_FROZEN)
                .or(() -> outcome.flatMap(Quiesce.Outcome::thawFailure))
                .ifPresent(e -> {
                    throw Thaw.frozen("The snapshots were taken", guest, e);
                });
        return outcome.map(Quiesce.Outcome::reached)
                .orElseGet(() -> Consistency.crash("the call failed after it had taken effect"));
    }
}
