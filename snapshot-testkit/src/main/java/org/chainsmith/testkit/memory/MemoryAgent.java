package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;

/** The agents in the guests of a {@link MemoryHypervisor}, one file system on each disk. Deadlines take no time. */
final class MemoryAgent implements GuestAgent {
    private final MemoryHypervisor hypervisor;
    private final Effects effects;

    MemoryAgent(MemoryHypervisor hypervisor, Effects effects) {
        this.hypervisor = requireNonNull(hypervisor, "hypervisor is null");
        this.effects = requireNonNull(effects, "effects is null");
    }

    @Override
    public List<FileSystem> fileSystems(GuestId guest, Duration deadline) {
        return requireAgent(guest, deadline).disks.keySet().stream()
                .map(target -> new FileSystem("/" + target, Set.of(target)))
                .toList();
    }

    @Override
    public int freeze(GuestId guest, List<String> mountPoints, Duration deadline) {
        MemoryGuest there = requireAgent(guest, deadline);
        int wanted = mountPoints.isEmpty() ? there.disks.size() : mountPoints.size();
        effects.perform(
                "freeze guest " + guest, () -> hypervisor.doAtOnce(() -> freeze(hypervisor.active(guest), wanted)));
        return wanted;
    }

    private static void freeze(MemoryGuest guest, int wanted) {
        switch (guest.mood()) {
            case FAILS_HALFWAY -> {
                guest.freeze(1);
                throw new SnapshotException(ErrorCode.AGENT_FAILED, "The agent could not freeze a file system.");
            }
            case HANGS_HALFWAY -> {
                guest.freeze(1);
                guest.become(AgentMood.HANGS);
                throw new SnapshotException(ErrorCode.AGENT_TIMEOUT, "The agent did not say that it had frozen all.");
            }
            case DIES_WHEN_FROZEN -> {
                guest.freeze(wanted);
                guest.become(AgentMood.MISSING);
            }
            case THAWS_BY_ITSELF -> guest.freeze(0);
            default -> guest.freeze(wanted);
        }
    }

    @Override
    public int thaw(GuestId guest, Duration deadline) {
        MemoryGuest there = requireAgent(guest, deadline);
        return there.isFrozen()
                ? effects.perform(
                        "thaw guest " + guest,
                        () -> hypervisor.atOnce(() -> hypervisor.active(guest).thaw()))
                : 0;
    }

    private MemoryGuest requireAgent(GuestId guest, Duration deadline) {
        MemoryGuest there = hypervisor.active(guest);
        return switch (there.mood()) {
            case MISSING ->
                throw new SnapshotException(ErrorCode.AGENT_UNAVAILABLE, "No agent answers in guest " + guest + ".");
            case HANGS ->
                throw new SnapshotException(
                        ErrorCode.AGENT_TIMEOUT,
                        "The agent in guest " + guest + " did not answer within " + deadline.toMillis() + " ms.");
            default -> there;
        };
    }
}
