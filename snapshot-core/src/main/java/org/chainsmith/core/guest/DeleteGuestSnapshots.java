package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.operation.LiveCommit;
import org.chainsmith.core.operation.LivePull;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.operation.SideBySide;
import org.chainsmith.core.operation.Step;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeOperations;

/**
 * Deletes snapshots of several disks of one guest, side by side: through the hypervisor while the guest is active, else
 * offline. Each disk has a plan and an operation of its own: a failure of one keeps none of the others from its end.
 */
public final class DeleteGuestSnapshots {
    /**
     * What is to be deleted.
     *
     * @param snapshots of each disk those that it has; at least one disk has each of them, or had it
     * @param shared images that others use too, as in {@link DeleteSnapshots.Request}
     */
    public record Request(List<AttachedVolume> volumes, Set<SnapshotId> snapshots, Set<ImageName> shared) {
        public Request {
            volumes = List.copyOf(volumes);
            snapshots = Set.copyOf(snapshots);
            shared = Set.copyOf(shared);
        }

        private DeleteSnapshots.Request of(AttachedVolume volume, Set<SnapshotId> concerned) {
            return new DeleteSnapshots.Request(volume.volume(), concerned, shared);
        }
    }

    /**
     * What would be done on one disk.
     *
     * @param headers how the headers that live merges change will name their backing images; empty texts where there is
     *     none any more
     */
    public record Planned(AttachedVolume volume, Plan plan, Map<ImageName, String> headers) {
        public Planned {
            requireNonNull(volume, "volume is null");
            requireNonNull(plan, "plan is null");
            headers = Map.copyOf(headers);
        }
    }

    /**
     * What was done on one disk, or why it was not.
     *
     * @param report empty if it failed
     */
    public record Result(AttachedVolume volume, Optional<Report> report, Optional<RuntimeException> failure) {
        public Result {
            requireNonNull(volume, "volume is null");
            requireNonNull(report, "report is null");
            requireNonNull(failure, "failure is null");
        }
    }

    private final LiveDisks live;
    private final Duration lockWait;
    private final SideBySide workers;

    /**
     * Deletes through this hypervisor.
     *
     * @param workers deletes from one disk at a time, and decides how many disks are worked on at once
     */
    public DeleteGuestSnapshots(LiveDisks live, Duration lockWait, Executor workers) {
        this(live, lockWait, new SideBySide(workers));
    }

    DeleteGuestSnapshots(LiveDisks live, Duration lockWait, SideBySide workers) {
        this.live = requireNonNull(live, "live is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
        this.workers = requireNonNull(workers, "workers is null");
    }

    /**
     * What {@link #delete} would do now, disk by disk. Changes nothing and takes no lock.
     *
     * @throws SnapshotException SNAPSHOT_NOT_FOUND; else of the first disk that refuses
     */
    public List<Planned> plan(Request request) {
        List<Planned> plans = new ArrayList<>();
        concerned(request).forEach((volume, snapshots) -> {
            Plan plan = deletion(volume).plan(request.of(volume, snapshots));
            plans.add(new Planned(volume, plan, headers(plan)));
        });
        return plans;
    }

    private Map<ImageName, String> headers(Plan plan) {
        Map<ImageName, String> headers = new HashMap<>();
        for (Step step : plan.steps()) {
            if (step instanceof LiveCommit commit) {
                commit.child()
                        .ifPresent(child -> headers.put(
                                child.name(),
                                live.reference(commit.at(), commit.range().base())));
            } else if (step instanceof LivePull pull) {
                Optional<Image> backing = pull.chain().below(pull.range().base());
                headers.put(
                        pull.range().top(),
                        backing.map(image -> live.reference(pull.at(), image.name()))
                                .orElse(""));
            }
        }
        return headers;
    }

    /**
     * Deletes the snapshots from all disks, and returns when each has come to its end, be it good or bad.
     *
     * @param listeners who hears how far each disk is; called from several threads
     * @return the disks that have, or had, any of the snapshots
     * @throws SnapshotException SNAPSHOT_NOT_FOUND: one is on no disk, and nothing was changed
     */
    public List<Result> delete(Request request, Function<AttachedVolume, ProgressListener> listeners) {
        List<Map.Entry<AttachedVolume, Set<SnapshotId>>> disks =
                List.copyOf(concerned(request).entrySet());
        return workers.eachByWorkers(
                disks,
                disk -> delete(
                        disk.getKey(), request.of(disk.getKey(), disk.getValue()), listeners.apply(disk.getKey())));
    }

    private Result delete(AttachedVolume volume, DeleteSnapshots.Request request, ProgressListener listener) {
        try {
            Report report = deletion(volume).delete(request, listener);
            return new Result(volume, Optional.of(report), Optional.empty());
        } catch (RuntimeException e) {
            RuntimeException told = e instanceof SnapshotException known ? known.ofVolume(volume.volume()) : e;
            return new Result(volume, Optional.empty(), Optional.of(told));
        }
    }

    /** The disks that know any of the snapshots, and which; no snapshot is unknown to all. */
    private static Map<AttachedVolume, Set<SnapshotId>> concerned(Request request) {
        Map<AttachedVolume, Set<SnapshotId>> concerned = new LinkedHashMap<>();
        Set<SnapshotId> nowhere = new TreeSet<>(request.snapshots());
        for (AttachedVolume volume : request.volumes()) {
            Set<SnapshotId> there = new TreeSet<>(request.snapshots());
            there.retainAll(DeleteSnapshots.known(volume.backend(), volume.volume()));
            nowhere.removeAll(there);
            if (!there.isEmpty()) {
                concerned.put(volume, there);
            }
        }
        if (!nowhere.isEmpty()) {
            throw new SnapshotException(
                            ErrorCode.SNAPSHOT_NOT_FOUND,
                            "None of the disks has a snapshot "
                                    + nowhere.iterator().next() + ". Nothing was changed.")
                    .hint("snapshot list --domain shows the snapshots of a guest's disks.");
        }
        return concerned;
    }

    private DeleteSnapshots deletion(AttachedVolume volume) {
        VolumeOperations operations = new VolumeOperations(volume.backend(), lockWait);
        Set<Feature> features = volume.backend().features();
        return live.find(volume.at().guest())
                .filter(guest -> guest.state().isActive())
                .map(guest -> new DeleteSnapshots(
                        operations, MergePlanner.live(features, volume.at(), guest.run()), Optional.of(volume.at())))
                .orElseGet(() ->
                        new DeleteSnapshots(operations, MergePlanner.offline(features), Optional.of(volume.at())));
    }
}
