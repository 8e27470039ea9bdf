package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.xml.DomainDescription;

/** The guest agent, through libvirt. */
public final class LibvirtGuestAgent implements GuestAgent {
    private final AgentCalls agent;
    private final Domains domains;
    private final Effects effects;

    public LibvirtGuestAgent(LibvirtSession session, Effects effects) {
        this.agent = session.agent();
        this.domains = session.domains();
        this.effects = requireNonNull(effects, "effects is null");
    }

    @Override
    public List<FileSystem> fileSystems(GuestId guest, Duration deadline) {
        return within(
                guest,
                deadline,
                () -> agent.fileSystems(guest).stream()
                        .map(LibvirtGuestAgent::fileSystem)
                        .toList());
    }

    private static FileSystem fileSystem(GuestFileSystem told) {
        return new FileSystem(
                told.mountPoint(), told.disks().stream().map(DiskTarget::new).collect(Collectors.toSet()));
    }

    @Override
    public int freeze(GuestId guest, List<String> mountPoints, Duration deadline) {
        return within(
                guest, deadline, () -> effects.perform("freeze " + guest, () -> agent.freeze(guest, mountPoints)));
    }

    @Override
    public int thaw(GuestId guest, Duration deadline) {
        return within(guest, deadline, () -> effects.perform("thaw " + guest, () -> agent.thaw(guest)));
    }

    private boolean isConnected(GuestId guest) {
        return DomainDescription.parse(domains.xml(guest)).agentConnected();
    }

    /** libvirt has one number for an agent that is missing and one that is silent; its XML tells them apart. */
    private <T> T within(GuestId guest, Duration deadline, Supplier<T> call) {
        try {
            agent.limitResponseTime(guest, atLeastOneSecond(deadline));
            return call.get();
        } catch (SnapshotException e) {
            throw switch (e.code()) {
                case NOT_SUPPORTED, LIBVIRT_REFUSED ->
                    new SnapshotException(
                                    ErrorCode.AGENT_UNAVAILABLE,
                                    "Guest " + guest + " has no guest agent: " + e.getMessage(),
                                    e)
                            .hint(
                                    "Give the domain the channel org.qemu.guest_agent.0 and install qemu-guest-agent in the guest.");
                case AGENT_UNAVAILABLE ->
                    isConnected(guest)
                            ? new SnapshotException(
                                            ErrorCode.AGENT_TIMEOUT,
                                            "The agent of guest " + guest + " is there and does not answer: "
                                                    + e.getMessage(),
                                            e)
                                    .hint("Does qemu-guest-agent in the guest hang? Restart it there.")
                            : e;
                case LIBVIRT_FAILED ->
                    new SnapshotException(
                            ErrorCode.AGENT_FAILED, "The agent of guest " + guest + " failed: " + e.getMessage(), e);
                default -> e;
            };
        }
    }

    private static Duration atLeastOneSecond(Duration deadline) {
        return deadline.toSeconds() < 1 ? Duration.ofSeconds(1) : deadline;
    }
}
