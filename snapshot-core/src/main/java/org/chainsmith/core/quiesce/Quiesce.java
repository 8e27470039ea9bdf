package org.chainsmith.core.quiesce;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestState;

/**
 * Freezes the file systems of a guest around one call, and thaws them on every path: when the call returns, when it
 * throws, and when it takes longer than the deadline, even though it still runs then. Whether the call fell into the
 * frozen time is known from the thaw: an agent that has nothing left to thaw had thawed before.
 */
public final class Quiesce {
    private static final int THAW_TRIES = 3;

    private final GuestAgent agent;
    private final QuiescePolicy policy;
    private final Duration deadline;

    /**
     * Quiesces by this policy.
     *
     * @param deadline how long a guest may stand still at most; Windows thaws by itself after 10 seconds
     */
    public Quiesce(GuestAgent agent, QuiescePolicy policy, Duration deadline) {
        this.agent = requireNonNull(agent, "agent is null");
        this.policy = requireNonNull(policy, "policy is null");
        this.deadline = requireNonNull(deadline, "deadline is null");
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
     * @throws SnapshotException AGENT_UNAVAILABLE if the policy requires an agent and none answers
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
     * Makes the call while the file systems on these disks stand still.
     *
     * @throws SnapshotException of the call; or of the freeze, if the policy requires it: then the call was not made
     */
    public Outcome during(Guest guest, Set<DiskTarget> disks, Runnable call) {
        if (policy == QuiescePolicy.NEVER) {
            call.run();
            return Outcome.of(Consistency.crash(""));
        }
        if (guest.state() != GuestState.RUNNING) {
            call.run();
            return Outcome.of(Consistency.crash("the guest was paused"));
        }
        long start = System.nanoTime();
        try {
            agent.freeze(guest.id(), mountPoints(guest, disks), deadline);
        } catch (SnapshotException e) {
            thawAfter(e, guest);
            if (policy == QuiescePolicy.REQUIRE) {
                throw e;
            }
            call.run();
            return Outcome.of(Consistency.crash(String.valueOf(e.getMessage())));
        }
        return whileFrozen(guest, call, start);
    }

    private Outcome whileFrozen(Guest guest, Runnable call, long start) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Quiesce::watchdog);
        try {
            long left = Math.max(0, deadline.toNanos() - (System.nanoTime() - start));
            ScheduledFuture<Integer> alarm = clock.schedule(() -> thaw(guest), left, TimeUnit.NANOSECONDS);
            try {
                call.run();
            } catch (SnapshotException e) {
                thawAfter(e, guest);
                throw e;
            }
            boolean inTime = alarm.cancel(false);
            return thawed(guest, start, inTime);
        } finally {
            clock.shutdown();
        }
    }

    private static Thread watchdog(Runnable alarm) {
        Thread thread = new Thread(alarm, "chainsmith-thaw");
        thread.setDaemon(true);
        return thread;
    }

    private Outcome thawed(Guest guest, long start, boolean inTime) {
        try {
            int thawed = thaw(guest);
            Duration frozen = Duration.ofNanos(System.nanoTime() - start);
            if (inTime && thawed > 0) {
                return Outcome.of(new Consistency(ConsistencyLevel.FILESYSTEM, frozen, ""));
            }
            String note = inTime
                    ? "the guest had thawed its file systems before the snapshot was taken"
                    : "the snapshot took longer than the guest may be frozen, " + deadline.toMillis() + " ms";
            return Outcome.of(new Consistency(ConsistencyLevel.CRASH, frozen, note));
        } catch (SnapshotException e) {
            Duration frozen = Duration.ofNanos(System.nanoTime() - start);
            return new Outcome(new Consistency(ConsistencyLevel.FILESYSTEM, frozen, ""), Optional.of(e));
        }
    }

    private int thaw(Guest guest) {
        for (int i = 1; ; i++) {
            try {
                return agent.thaw(guest.id(), deadline);
            } catch (SnapshotException e) {
                if (i == THAW_TRIES) {
                    throw e;
                }
            }
        }
    }

    private void thawAfter(SnapshotException cause, Guest guest) {
        try {
            thaw(guest);
        } catch (SnapshotException e) {
            cause.addSuppressed(e);
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
            return List.of();
        }
    }
}
