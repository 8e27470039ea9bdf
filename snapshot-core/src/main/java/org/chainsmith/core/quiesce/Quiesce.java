package org.chainsmith.core.quiesce;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestState;
import org.chainsmith.core.operation.SideBySide;

/**
 * Freezes the file systems of a guest around one call, and thaws them on every path: when the call returns, when it
 * throws, and when it takes longer than the deadline, even though it still runs then. Whether the call fell into the
 * frozen time is known from the thaw: an agent that has nothing left to thaw had thawed before.
 */
public final class Quiesce {
    private final GuestAgent agent;
    private final QuiescePolicy policy;
    private final Duration deadline;
    private final Thaw thaw;

    /**
     * Quiesces by this policy.
     *
     * @param deadline how long a guest may stand still at most; Windows thaws by itself after 10 seconds
     */
    public Quiesce(GuestAgent agent, QuiescePolicy policy, Duration deadline) {
        this.agent = requireNonNull(agent, "agent is null");
        this.policy = requireNonNull(policy, "policy is null");
        this.deadline = requireNonNull(deadline, "deadline is null");
        this.thaw = new Thaw(agent, deadline);
    }

    /**
     * What a quiesced call reached.
     *
     * @param thawFailure why the guest may still be frozen; the call itself has succeeded
     */
    public record Outcome(Consistency reached, Optional<SnapshotException> thawFailure) {
        public Outcome {
            requireNonNull(reached, "reached is null");
            requireNonNull(thawFailure, "thawFailure is null");
        }

        static Outcome of(Consistency reached) {
            return new Outcome(reached, Optional.empty());
        }
    }

    /**
     * Refuses what {@link #during} would refuse, before anything is begun.
     *
     * @throws SnapshotException AGENT_UNAVAILABLE, AGENT_TIMEOUT if the policy requires an agent and none answers
     */
    public void requireAble(Guest guest) {
        if (policy == QuiescePolicy.REQUIRE && guest.state() == GuestState.RUNNING) {
            try {
                agent.fileSystems(guest.id(), deadline);
            } catch (SnapshotException e) {
                if (e.code() != ErrorCode.NOT_SUPPORTED) {
                    throw e;
                }
            }
        }
    }

    /**
     * What is to stand still.
     *
     * @param mountPoints empty for everything
     * @param failure why the guest is not to be frozen: the agent could not tell, or the call would take too long
     */
    public record Look(List<String> mountPoints, Optional<SnapshotException> failure) {
        static final Look EVERYTHING = new Look(List.of(), Optional.empty());

        public Look {
            mountPoints = List.copyOf(mountPoints);
            requireNonNull(failure, "failure is null");
        }
    }

    /**
     * Looks for the file systems on these disks, directly before they are to stand still. Fails only with {@link #during}.
     *
     * @param rehearsal how long the call is likely to take; longer than the deadline, and nothing is frozen, as a thaw
     *     might not be heard before the call returns
     */
    public Look look(Guest guest, Set<DiskTarget> disks, Supplier<Duration> rehearsal) {
        if (policy == QuiescePolicy.NEVER || guest.state() != GuestState.RUNNING) {
            return Look.EVERYTHING;
        }
        try {
            Duration likely = rehearsal.get();
            return likely.compareTo(deadline) > 0
                    ? new Look(List.of(), Optional.of(tooLong(guest, likely)))
                    : new Look(mountPoints(guest, disks), Optional.empty());
        } catch (SnapshotException e) {
            return new Look(List.of(), Optional.of(e));
        }
    }

    /**
     * Makes the call while file systems stand still.
     *
     * @param following what can be done while the guest is thawed after a call that succeeded; if it was not frozen, or
     *     too long, it is not done
     * @throws SnapshotException of the call; or of the freeze, if the policy requires it: then the call was not made.
     *     FREEZE_MISSED if it took all the time there was. GUEST_FROZEN if one of them failed and the guest could not be
     *     thawed
     */
    public Outcome during(Guest guest, Look look, Runnable call, Runnable following) {
        if (policy == QuiescePolicy.NEVER) {
            call.run();
            return Outcome.of(Consistency.crash(""));
        }
        if (guest.state() != GuestState.RUNNING) {
            call.run();
            boolean off = guest.state() == GuestState.OFF;
            return Outcome.of(Consistency.crash(off ? "the guest was off" : "the guest was paused"));
        }
        if (look.failure().isPresent()) {
            return unfrozen(guest, call, look.failure().get(), Optional.empty());
        }
        long start = System.nanoTime();
        try {
            agent.freeze(guest.id(), look.mountPoints(), deadline);
        } catch (SnapshotException e) {
            return unfrozen(guest, call, e, e.code() == ErrorCode.AGENT_UNAVAILABLE ? Optional.empty() : thaw(guest));
        }
        long left = deadline.toNanos() - (System.nanoTime() - start);
        return left > 0
                ? whileFrozen(guest, call, following, start, left)
                : unfrozen(guest, call, tooSlow(guest), thaw(guest));
    }

    private SnapshotException tooLong(Guest guest, Duration likely) {
        return new SnapshotException(
                        ErrorCode.FREEZE_MISSED,
                        "Guest " + guest
                                + " was not frozen: by a rehearsal, the hypervisor will hear nothing about it for some "
                                + likely.toMillis() + " ms, and it may stand still for " + deadline.toMillis() + " ms.")
                .hint("Nothing was changed. Allow more time (--freeze-deadline), or do without: --quiesce prefer.");
    }

    private SnapshotException tooSlow(Guest guest) {
        return new SnapshotException(
                ErrorCode.FREEZE_MISSED,
                "Guest " + guest + " took as long to freeze its file systems as it may stand still, "
                        + deadline.toMillis() + " ms, and was thawed.");
    }

    /** The guest's file systems do not stand still, or not all of them; some may not come out of it either. */
    private Outcome unfrozen(
            Guest guest, Runnable call, SnapshotException cause, Optional<SnapshotException> thawFailure) {
        thawFailure.ifPresent(cause::addSuppressed);
        if (policy == QuiescePolicy.REQUIRE) {
            throw orFrozen(guest, cause, thawFailure);
        }
        try {
            call.run();
        } catch (SnapshotException e) {
            throw orFrozen(guest, e, thawFailure);
        }
        return new Outcome(Consistency.crash(String.valueOf(cause.getMessage())), thawFailure);
    }

    private static SnapshotException orFrozen(
            Guest guest, SnapshotException cause, Optional<SnapshotException> thawFailure) {
        return thawFailure
                .map(stuck -> {
                    SnapshotException frozen =
                            Thaw.frozen("The snapshot failed (" + cause.getMessage() + ")", guest, stuck);
                    frozen.addSuppressed(cause);
                    return frozen;
                })
                .orElse(cause);
    }

    private Outcome whileFrozen(Guest guest, Runnable call, Runnable following, long start, long left) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Quiesce::watchdog);
        try {
            AtomicBoolean rang = new AtomicBoolean(); // an alarm that is still thawing can be cancelled, too
            AtomicReference<Duration> frozen = new AtomicReference<>();
            Callable<Integer> ring = () -> {
                rang.set(true);
                int thawed = thaw.thaw(guest.id());
                frozen.set(since(start));
                return thawed;
            };
            ScheduledFuture<Integer> alarm = clock.schedule(ring, left, TimeUnit.NANOSECONDS);
            try {
                call.run();
            } catch (SnapshotException e) {
                alarm.cancel(false);
                throw orFrozen(guest, e, thaw(guest));
            } catch (RuntimeException | Error e) {
                alarm.cancel(false);
                thaw(guest).ifPresent(e::addSuppressed);
                throw e;
            }
            alarm.cancel(false);
            return rang.get()
                    ? tooLate(guest, start, frozen)
                    : new SideBySide(clock)
                            .each(List.of(guest), still -> thawed(still, start), following)
                            .get(0);
        } finally {
            clock.shutdown();
        }
    }

    private static Thread watchdog(Runnable alarm) {
        Thread thread = new Thread(alarm, "chainsmith-thaw");
        thread.setDaemon(true);
        return thread;
    }

    private Outcome thawed(Guest guest, long start) {
        try {
            int thawed = thaw.thaw(guest.id());
            return Outcome.of(
                    thawed > 0
                            ? new Consistency(ConsistencyLevel.FILESYSTEM, since(start), "")
                            : new Consistency(
                                    ConsistencyLevel.CRASH,
                                    since(start),
                                    "the guest had thawed its file systems before the snapshot was taken"));
        } catch (SnapshotException e) {
            return new Outcome(new Consistency(ConsistencyLevel.FILESYSTEM, since(start), ""), Optional.of(e));
        }
    }

    /**
     * The guest may have been thawed while the call still ran.
     *
     * @param frozen for how long the guest had stood still, if the alarm has thawed it
     */
    private Outcome tooLate(Guest guest, long start, AtomicReference<Duration> frozen) {
        try {
            thaw.thaw(guest.id());
            Duration known = Optional.ofNullable(frozen.get()).orElseGet(() -> since(start));
            String note = "the snapshot took longer than the guest may be frozen, " + deadline.toMillis() + " ms";
            return Outcome.of(new Consistency(ConsistencyLevel.CRASH, known, note));
        } catch (SnapshotException e) {
            return new Outcome(new Consistency(ConsistencyLevel.CRASH, since(start), ""), Optional.of(e));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Why the guest may still be frozen; empty if it is not. */
    private Optional<SnapshotException> thaw(Guest guest) {
        try {
            thaw.thaw(guest.id());
            return Optional.empty();
        } catch (SnapshotException e) {
            return Optional.of(e);
        }
    }

    /** Only what lies on the disks concerned has to stand still; all of it if the agent cannot tell, or nothing does. */
    private List<String> mountPoints(Guest guest, Set<DiskTarget> disks) {
        try {
            return agent.fileSystems(guest.id(), deadline).stream()
                    .filter(fileSystem -> fileSystem.disks().stream().anyMatch(disks::contains))
                    .map(GuestAgent.FileSystem::mountPoint)
                    .toList();
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.NOT_SUPPORTED) {
                return List.of();
            }
            throw e;
        }
    }
}
