package org.chainsmith.testkit.contract;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.testkit.request.Request;

/**
 * A request on a volume in some state.
 *
 * @param snapshots how many snapshots the volume has; {@link #NO_VOLUME} if it does not exist yet
 * @param request what is asked, given the snapshots' ids, oldest first, and the digest of a new disk
 */
record Scenario(String title, ImageFormat format, int snapshots, Asking request) {
    static final int NO_VOLUME = -1;

    /** A run that goes down and up into one of its images: what is kept may read wrong until recovery. */
    private static final Scenario INTO_THE_MIDDLE = of(
            "snapshot delete, into the middle",
            5,
            ids -> new Request.DeleteSnapshots(picked(ids, 1, 2, 3), Optional.of(ids.get(2))));

    /** Makes the request, once the ids are known. */
    interface Asking {
        Request of(List<SnapshotId> ids, String zeros);
    }

    /** All requests that a backend of these features can carry out. */
    static List<Scenario> all(Set<Feature> features) {
        boolean both = features.containsAll(Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL));
        return Stream.concat(ordinary().stream(), both ? Stream.of(INTO_THE_MIDDLE) : Stream.of())
                .toList();
    }

    /** Requests that, where commits are used, keep what is kept right at every instant. */
    static List<Scenario> ordinary() {
        return List.of(
                create("volume create, raw", ImageFormat.RAW),
                create("volume create, qcow2", ImageFormat.QCOW2),
                of("volume delete", 0, ids -> new Request.DeleteVolume()),
                of("snapshot create, first", 0, ids -> new Request.CreateSnapshot(SnapshotId.random())),
                of("snapshot create, further", 2, ids -> new Request.CreateSnapshot(SnapshotId.random())),
                delete("snapshot delete, newest", 3, 2),
                delete("snapshot delete, middle", 3, 1),
                delete("snapshot delete, oldest", 3, 0),
                delete("snapshot delete, only", 1, 0),
                delete("snapshot delete, two runs at once", 5, 0, 1, 3),
                delete("snapshot delete, 8 adjacent", 9, 0, 1, 2, 3, 4, 5, 6, 7),
                of("revert", 2, ids -> new Request.Revert(ids.get(1), NewerSnapshots.REFUSE)),
                of("revert, discarding newer", 3, ids -> new Request.Revert(ids.get(0), NewerSnapshots.DISCARD)));
    }

    private static Scenario create(String title, ImageFormat format) {
        return new Scenario(
                title, format, NO_VOLUME, (ids, zeros) -> new Request.CreateVolume(format, Layers.SIZE, zeros));
    }

    private static Scenario delete(String title, int snapshots, int... indexes) {
        return of(title, snapshots, ids -> new Request.DeleteSnapshots(picked(ids, indexes)));
    }

    private static Set<SnapshotId> picked(List<SnapshotId> ids, int... indexes) {
        return Set.copyOf(IntStream.of(indexes).mapToObj(ids::get).toList());
    }

    private static Scenario of(String title, int snapshots, Function<List<SnapshotId>, Request> request) {
        ImageFormat format = snapshots == 2 ? ImageFormat.RAW : ImageFormat.QCOW2;
        return new Scenario(title, format, snapshots, (ids, zeros) -> request.apply(ids));
    }
}
