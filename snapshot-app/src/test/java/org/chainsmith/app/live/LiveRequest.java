package org.chainsmith.app.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeOperations;
import org.chainsmith.qemuimg.volumes.CinderLayout;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.request.LiveUseCases;

/**
 * A request on the disks of a running guest.
 *
 * @param snapshots the new snapshot of each of the first volumes, or those to be deleted from the first one
 */
record LiveRequest(Kind kind, List<SnapshotId> snapshots) {
    enum Kind {
        /** Snapshots, of a guest that has to stand still. */
        CREATE,
        /** Deletion as it is planned. */
        DELETE,
        /** Deletion of a hypervisor that can only pull. */
        DELETE_BY_PULL
    }

    LiveRequest {
        snapshots = List.copyOf(snapshots);
    }

    void send(SnapshotBackend backend, GuestId guest, Map<VolumeId, Attachment> attached) {
        LiveUseCases useCases = new LiveUseCases(backend, guest, attached);
        List<VolumeId> volumes = List.copyOf(new TreeMap<>(attached).keySet());
        VolumeId first = volumes.get(0);
        switch (kind) {
            case CREATE -> createSideBySide(useCases, created(volumes));
            case DELETE -> useCases.delete(first, Set.copyOf(snapshots));
            case DELETE_BY_PULL -> {
                String run = backend.live().find(guest).map(Guest::run).orElse("");
                Attachment at = new TreeMap<>(attached).firstEntry().getValue();
                MergePlanner planner = MergePlanner.live(Set.of(Feature.LIVE_PULL, Feature.OFFLINE_PULL), at, run);
                new DeleteSnapshots(new VolumeOperations(backend, Duration.ZERO), planner, Optional.of(at))
                        .delete(
                                new DeleteSnapshots.Request(first, Set.copyOf(snapshots), Set.of()),
                                ProgressListener.NONE);
            }
        }
    }

    private static void createSideBySide(LiveUseCases useCases, Map<VolumeId, SnapshotId> snapshots) {
        ExecutorService workers = Executors.newFixedThreadPool(snapshots.size());
        try {
            useCases.create(snapshots, QuiescePolicy.REQUIRE, workers);
        } finally {
            workers.shutdown();
        }
    }

    private Map<VolumeId, SnapshotId> created(List<VolumeId> volumes) {
        Map<VolumeId, SnapshotId> created = new TreeMap<>();
        for (int i = 0; i < snapshots.size(); i++) {
            created.put(volumes.get(i), snapshots.get(i));
        }
        return created;
    }

    /** The images that it makes. */
    List<ImageName> overlays(List<VolumeId> volumes) {
        if (kind != Kind.CREATE) {
            return List.of();
        }
        List<ImageName> overlays = new ArrayList<>();
        created(volumes).forEach((volume, id) -> overlays.add(new CinderLayout().overlay(volume, id)));
        return overlays;
    }

    /** What the volumes read when it is done. */
    Map<VolumeId, VolumeContent> done(Map<VolumeId, VolumeContent> before) {
        Map<VolumeId, VolumeContent> after = new TreeMap<>(before);
        List<VolumeId> volumes = List.copyOf(after.keySet());
        if (kind == Kind.CREATE) {
            created(volumes)
                    .forEach((volume, id) ->
                            after.computeIfPresent(volume, (same, content) -> content.withSnapshot(id)));
        } else {
            after.computeIfPresent(volumes.get(0), (same, content) -> content.without(Set.copyOf(snapshots)));
        }
        return after;
    }
}
