package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.GroupRunner.Member;
import org.chainsmith.core.operation.ListLayers;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Recovery;
import org.chainsmith.core.operation.SideBySide;
import org.chainsmith.core.operation.Step;
import org.chainsmith.core.operation.SwitchToOverlay;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.OverlayPlan;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeReader;

/** Takes snapshots of several disks of one guest, all at the same instant. It may be off: then its definition follows. */
public final class CreateGuestSnapshots {
    /**
     * What to take.
     *
     * @param volumes the guest's disks, at least one, each once
     * @param snapshots the id of the snapshot of each volume
     * @param freezeDeadline how long the guest may stand still
     */
    public record Request(
            GuestId guest,
            List<AttachedVolume> volumes,
            Map<VolumeId, SnapshotId> snapshots,
            QuiescePolicy policy,
            Duration freezeDeadline) {
        public Request {
            requireNonNull(guest, "guest is null");
            volumes = volumes.stream()
                    .sorted(Comparator.comparing(AttachedVolume::volume))
                    .toList();
            snapshots = Map.copyOf(snapshots);
            requireNonNull(policy, "policy is null");
            requireNonNull(freezeDeadline, "freezeDeadline is null");
            if (volumes.isEmpty()
                    || !volumes.stream()
                            .map(AttachedVolume::volume)
                            .collect(toSet())
                            .equals(snapshots.keySet())) {
                throw new IllegalArgumentException("not one snapshot for each volume: " + snapshots);
            }
            List<Attachment> disks =
                    volumes.stream().map(AttachedVolume::at).distinct().toList();
            if (disks.size() != volumes.size()
                    || !disks.stream().allMatch(at -> at.guest().equals(guest))) {
                throw new IllegalArgumentException("not one disk of the guest for each volume: " + disks);
            }
        }
    }

    /**
     * What there is afterwards.
     *
     * @param reached what the snapshots are worth; empty if they had been taken earlier
     * @param rooms how far the overlay of each volume can grow
     */
    public record Taken(List<Volume> volumes, Optional<Consistency> reached, Map<VolumeId, Room> rooms) {
        public Taken {
            volumes = List.copyOf(volumes);
            rooms = Map.copyOf(rooms);
            requireNonNull(reached, "reached is null");
        }
    }

    private final LiveDisks live;
    private final GuestAgent agent;
    private final Duration lockWait;
    private final SideBySide workers;

    /**
     * Takes snapshots through this hypervisor.
     *
     * @param workers do on several disks at once what need not be done at one instant
     */
    public CreateGuestSnapshots(LiveDisks live, GuestAgent agent, Duration lockWait, Executor workers) {
        this.live = requireNonNull(live, "live is null");
        this.agent = requireNonNull(agent, "agent is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
        this.workers = new SideBySide(workers);
    }

    /**
     * Takes the snapshots. If all are there already under these ids, that is the answer to a repeated request.
     *
     * @throws SnapshotException TRANSIENT if a volume is busy; PRECONDITION, AGENT_FAILED, AGENT_TIMEOUT: nothing was
     *     changed; OPERATION_UNFINISHED: run recover. GUEST_FROZEN: the snapshots were taken, but the guest may stand still.
     *     FREEZE_MISSED: a freeze is required, and the snapshots were taken when it was over; the message tells whether
     *     they could be deleted again
     */
    public Taken create(Request request) {
        return create(request, () -> {});
    }

    /**
     * The same for somebody who may have changed his mind.
     *
     * @param wanted called when all is ready and before anything is changed; what it throws is the answer
     */
    public Taken create(Request request, Runnable wanted) {
        Taken taken = createLocked(request, wanted);
        if (request.policy() == QuiescePolicy.REQUIRE) {
            taken.reached().filter(Consistency::missedFreeze).ifPresent(reached -> {
                throw deleted(request, reached);
            });
        }
        return taken;
    }

    private Taken createLocked(Request request, Runnable wanted) {
        List<VolumeLocks.Held> held = new ArrayList<>();
        try {
            for (AttachedVolume each : request.volumes()) {
                held.add(each.backend().locks().acquire(each.volume(), lockWait));
            }
            settle(request);
            AtomicReference<Guest> looked = new AtomicReference<>();
            List<Volume> before = workers.each(
                    request.volumes(), this::read, () -> look(request.guest()).ifPresent(looked::set));
            if (isTaken(request, before)) {
                if (request.policy() == QuiescePolicy.REQUIRE) {
                    requireFrozen(request);
                }
                return taken(request, before, Optional.empty());
            }
            TakenVolumes keeper = new TakenVolumes(request.snapshots());
            Consistency reached = take(request, before, Optional.ofNullable(looked.get()), keeper, wanted);
            List<Volume> after = workers.each(request.volumes(), each -> keeper.volume(each.volume(), each.backend()));
            return taken(request, after, Optional.of(reached));
        } finally {
            held.forEach(VolumeLocks.Held::close);
        }
    }

    private void settle(Request request) {
        List<Boolean> open = workers.each(
                request.volumes(),
                each -> each.backend().log().open(each.volume()).isPresent());
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i)) {
                AttachedVolume each = request.volumes().get(i);
                new Recovery(each.backend()).settle(each.volume(), ProgressListener.NONE);
            }
        }
    }

    private Volume read(AttachedVolume each) {
        return new VolumeReader(each.backend()).read(each.volume());
    }

    /** The guest, if it can be found: what is told about it otherwise, is told when it is needed. */
    private Optional<Guest> look(GuestId guest) {
        try {
            return live.find(guest);
        } catch (SnapshotException unread) {
            return Optional.empty();
        }
    }

    private static Taken taken(Request request, List<Volume> volumes, Optional<Consistency> reached) {
        Map<VolumeId, Room> rooms = new HashMap<>();
        for (int i = 0; i < volumes.size(); i++) {
            Volume volume = volumes.get(i);
            long mayGrow = volume.chain().active().virtualSize().bytes();
            long free = request.volumes().get(i).backend().images().freeBytes(volume.id());
            rooms.put(volume.id(), new Room(free, mayGrow));
        }
        return new Taken(volumes, reached, rooms);
    }

    private static boolean isTaken(Request request, List<Volume> volumes) {
        List<VolumeId> taken = volumes.stream()
                .filter(volume ->
                        volume.snapshot(snapshotOf(request, volume.id())).isPresent())
                .map(Volume::id)
                .toList();
        if (!taken.isEmpty() && taken.size() < volumes.size()) {
            throw new SnapshotException(
                            ErrorCode.SNAPSHOT_EXISTS,
                            "Of the snapshots to take together, those of " + taken
                                    + " are there already. Nothing was changed.")
                    .hint("Choose new ids: snapshots that are taken later are not of the same instant.");
        }
        return !taken.isEmpty();
    }

    /** What an earlier request under another policy may have left, nobody who requires a freeze is given as done. */
    private static void requireFrozen(Request request) {
        for (AttachedVolume each : request.volumes()) {
            Optional<Consistency> recorded = Optional.ofNullable(
                    each.backend().consistency().find(each.volume()).get(snapshotOf(request, each.volume())));
            recorded.filter(Consistency::missedFreeze).ifPresent(reached -> {
                throw missed("The snapshots are there already, but " + reached.note() + ".")
                        .ofVolume(each.volume())
                        .hint("They are crash consistent. Delete them, and take others under new ids.");
            });
        }
    }

    /** Deletes what was taken too late. An error of the deletion leaves snapshots that are only crash consistent. */
    private SnapshotException deleted(Request request, Consistency reached) {
        List<RuntimeException> failures = new DeleteGuestSnapshots(live, lockWait, workers)
                        .delete(
                                new DeleteGuestSnapshots.Request(
                                        request.volumes(),
                                        Set.copyOf(request.snapshots().values()),
                                        Set.of()),
                                volume -> ProgressListener.NONE)
                        .stream()
                        .flatMap(result -> result.failure().stream())
                        .toList();
        String fact = "A freeze is required, but " + reached.note() + ".";
        if (failures.isEmpty()) {
            return missed(fact + " The guest is thawed, and the snapshots were deleted again.")
                    .hint("Allow more time (--freeze-deadline), or do without: --quiesce prefer.");
        }
        SnapshotException kept = missed(
                        fact + " The guest is thawed. The snapshots are crash consistent, and could not be"
                                + " deleted again: " + failures.get(0).getMessage())
                .hint("Mend the cause, run recover, and delete them.");
        failures.forEach(kept::addSuppressed);
        return kept;
    }

    private static SnapshotException missed(String message) {
        return new SnapshotException(ErrorCode.FREEZE_MISSED, message);
    }

    private static SnapshotId snapshotOf(Request request, VolumeId volume) {
        return requireNonNull(request.snapshots().get(volume), "no id for " + volume);
    }

    private Consistency take(
            Request request, List<Volume> volumes, Optional<Guest> looked, TakenVolumes keeper, Runnable wanted) {
        SwitchTogether together = new SwitchTogether(live, agent, request.policy(), request.freezeDeadline(), workers);
        Guest guest = looked.orElseGet(() -> together.guest(request.guest()));
        List<Member> members = new ArrayList<>();
        Map<DiskTarget, Image> overlays = new HashMap<>();
        List<Plan> plans = plans(request, volumes);
        for (int i = 0; i < plans.size(); i++) {
            AttachedVolume each = request.volumes().get(i);
            members.add(new Member(each.backend(), plans.get(i)));
            overlays.put(each.at().disk(), plans.get(i).after().orElseThrow().active());
        }
        together.requireReady(guest, members);
        wanted.run();
        return together.run(guest, members, overlays, Alongside.NOTHING, keeper);
    }

    private static List<Step> activation(AttachedVolume each, BackingChain chain, Image overlay) {
        Step change = new SwitchToOverlay(each.at(), chain, overlay);
        return each.backend().live().needsList(each.at())
                ? List.of(change, new ListLayers(each.at(), chain.overlaid(overlay)))
                : List.of(change);
    }

    private List<Plan> plans(Request request, List<Volume> volumes) {
        Map<VolumeId, Volume> byId = volumes.stream().collect(toMap(Volume::id, volume -> volume));
        return workers.each(
                request.volumes(), each -> plan(request, each, requireNonNull(byId.get(each.volume()), "not read")));
    }

    private static Plan plan(Request request, AttachedVolume each, Volume volume) {
        return OverlayPlan.of(
                each.backend(),
                volume,
                snapshotOf(request, volume.id()),
                overlay -> activation(each, volume.chain(), overlay));
    }
}
