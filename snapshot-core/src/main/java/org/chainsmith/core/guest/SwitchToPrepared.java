package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.GroupRunner.Member;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Recovery;
import org.chainsmith.core.operation.SideBySide;
import org.chainsmith.core.operation.SwitchToOverlay;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.QuiescePolicy;

/**
 * Takes snapshots of volumes whose owner keeps the record and makes the overlays: the guest is only switched to them, all
 * its disks at the same instant. No record is written and no image is made or removed, also when it fails.
 */
public final class SwitchToPrepared {
    /**
     * What to switch.
     *
     * @param overlays at least one, each for another disk of the guest
     * @param freezeDeadline how long the guest may stand still
     */
    public record Request(
            GuestId guest, List<PreparedOverlay> overlays, QuiescePolicy policy, Duration freezeDeadline) {
        public Request {
            requireNonNull(guest, "guest is null");
            overlays = overlays.stream()
                    .sorted(Comparator.comparing(each -> each.volume().volume()))
                    .toList();
            requireNonNull(policy, "policy is null");
            requireNonNull(freezeDeadline, "freezeDeadline is null");
            long disks =
                    overlays.stream().map(each -> each.volume().at()).distinct().count();
            if (overlays.isEmpty()
                    || disks != overlays.size()
                    || !overlays.stream()
                            .allMatch(each -> each.volume().at().guest().equals(guest))) {
                throw new IllegalArgumentException("not each overlay for another disk of " + guest + ": " + overlays);
            }
        }
    }

    private final LiveDisks live;
    private final GuestAgent agent;
    private final Duration lockWait;
    private final SideBySide workers;

    /**
     * Switches guests of this hypervisor.
     *
     * @param workers work on the disks of one guest side by side, except for the call that switches them
     */
    public SwitchToPrepared(LiveDisks live, GuestAgent agent, Duration lockWait, Executor workers) {
        this.live = requireNonNull(live, "live is null");
        this.agent = requireNonNull(agent, "agent is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
        this.workers = new SideBySide(workers);
    }

    /**
     * Refuses what {@link #take} would refuse now. Changes nothing and takes no lock.
     *
     * @throws SnapshotException as {@link #take}
     */
    public void check(Request request) {
        if (!isTaken(request)) {
            SwitchTogether together = together(request);
            together.requireReady(together.guest(request.guest()), members(request));
        }
    }

    /**
     * Switches the guest. If it writes to the overlays already, or has done so, that is the answer to a repeated request.
     *
     * @param wanted called when all is ready and before anything is changed; what it throws is the answer
     * @param alongside what is done while the guest stands still
     * @return what was reached; empty if it had happened earlier
     * @throws SnapshotException INVALID_ARGUMENT, REQUEST_UNLIKE_CHAIN, OVERLAY_NOT_EMPTY and everything else of kind
     *     PRECONDITION: nothing was changed. TRANSIENT if a volume is busy; OPERATION_UNFINISHED: run recover.
     *     GUEST_FROZEN: the guest was switched, but may stand still
     */
    public Optional<Consistency> take(Request request, Runnable wanted, Alongside alongside) {
        List<VolumeLocks.Held> held = new ArrayList<>();
        try {
            for (PreparedOverlay each : request.overlays()) {
                held.add(backend(each).locks().acquire(each.volume().volume(), lockWait));
            }
            for (PreparedOverlay each : request.overlays()) {
                new Recovery(backend(each)).settle(each.volume().volume(), ProgressListener.NONE);
            }
            return isTaken(request) ? Optional.empty() : Optional.of(run(request, wanted, alongside));
        } finally {
            held.forEach(VolumeLocks.Held::close);
        }
    }

    private Consistency run(Request request, Runnable wanted, Alongside alongside) {
        SwitchTogether together = together(request);
        Guest guest = together.guest(request.guest());
        List<Member> members = members(request);
        together.requireReady(guest, members);
        wanted.run();
        Map<DiskTarget, Image> overlays = new HashMap<>();
        for (int i = 0; i < members.size(); i++) {
            overlays.put(
                    request.overlays().get(i).volume().at().disk(),
                    members.get(i).plan().after().orElseThrow().active());
        }
        return together.run(guest, members, overlays, alongside, SwitchTogether.Keeper.NOTHING);
    }

    private boolean isTaken(Request request) {
        List<PreparedOverlay> taken =
                request.overlays().stream().filter(this::isOpen).toList();
        if (!taken.isEmpty() && taken.size() < request.overlays().size()) {
            throw new SnapshotException(
                    ErrorCode.SNAPSHOT_EXISTS,
                    "Of the overlays to switch to together, the guest has some already: "
                            + taken.stream().map(PreparedOverlay::name).toList() + ". Nothing was changed.");
        }
        return !taken.isEmpty();
    }

    /** Whether the overlay is part of what the guest has open, or would open. */
    private boolean isOpen(PreparedOverlay overlay) {
        Attachment at = overlay.volume().at();
        return live.open(at).orElseGet(() -> live.defined(at)).contains(overlay.name());
    }

    private List<Member> members(Request request) {
        return workers.each(request.overlays(), each -> new Member(backend(each), plan(each)));
    }

    private static Plan plan(PreparedOverlay prepared) {
        AttachedVolume volume = prepared.volume();
        SnapshotBackend backend = backend(prepared);
        ImageName expected = backend.names().overlay(volume.volume(), prepared.snapshot());
        if (!prepared.name().equals(expected)) {
            throw refused(
                    ErrorCode.INVALID_ARGUMENT,
                    prepared,
                    "The overlay of snapshot " + prepared.snapshot() + " has to be named " + expected + ", not "
                            + prepared.name());
        }
        BackingChain chain = RecordedFormats.chain(backend, volume.volume(), expected);
        Image overlay = chain.active();
        Image backing = chain.below(overlay.name())
                .orElseThrow(() -> refused(
                        ErrorCode.REQUEST_UNLIKE_CHAIN, prepared, "The overlay " + overlay + " backs onto nothing"));
        requireEmpty(prepared, backend.inspector().map(volume.volume(), overlay));
        if (!overlay.virtualSize().equals(backing.virtualSize())) {
            throw refused(
                    ErrorCode.SIZE_DIFFERS,
                    prepared,
                    "The overlay " + overlay + " has " + overlay.virtualSize() + ", and " + backing + " has "
                            + backing.virtualSize());
        }
        BackingChain before = chain.droppedAbove(backing.name());
        return new Plan(
                OperationKind.CREATE_SNAPSHOTS,
                volume.volume(),
                List.of(prepared.snapshot()),
                Optional.of(before),
                Optional.of(chain),
                List.of(new SwitchToOverlay(volume.at(), before, overlay)),
                List.of(),
                0);
    }

    private static void requireEmpty(PreparedOverlay prepared, AllocationMap map) {
        if (map.lowerBound() || !map.provided().isEmpty()) {
            throw refused(
                    ErrorCode.OVERLAY_NOT_EMPTY,
                    prepared,
                    "The overlay " + prepared.name() + " holds data already, or somebody writes to it");
        }
    }

    private static SnapshotException refused(ErrorCode code, PreparedOverlay prepared, String fact) {
        return new SnapshotException(code, fact + ". Nothing was changed.")
                .ofVolume(prepared.volume().volume())
                .ofImage(prepared.name());
    }

    private static SnapshotBackend backend(PreparedOverlay prepared) {
        return prepared.volume().backend();
    }

    private SwitchTogether together(Request request) {
        return new SwitchTogether(live, agent, request.policy(), request.freezeDeadline(), workers);
    }
}
