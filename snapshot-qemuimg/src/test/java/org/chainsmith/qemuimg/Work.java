package org.chainsmith.qemuimg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.merge.PullUp;
import org.chainsmith.core.snapshot.CreateSnapshots;
import org.chainsmith.core.snapshot.CreateVolume;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.DeleteVolume;
import org.chainsmith.core.snapshot.RevertVolume;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeOperations;

/** The operations that are killed: each on a volume with ten snapshots, or on none. */
enum Work {
    CREATE_VOLUME,
    DELETE_VOLUME,
    CREATE_SNAPSHOT,
    DELETE_NEWEST(9),
    DELETE_MIDDLE(5),
    DELETE_OLDEST(0),
    DELETE_TWO_RUNS(2, 3, 6),
    DELETE_EIGHT_NEIGHBOURS(1, 2, 3, 4, 5, 6, 7, 8),
    DELETE_ALL(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    /** The base is pulled up. On a raw one, where holes are zeros, with rebase, else with block-stream. */
    DELETE_BY_PULL(0),
    DELETE_INTO_THE_MIDDLE(3, 4, 5, 6),
    /** A middle image is pulled up, with block-stream. */
    DELETE_MIDDLE_BY_PULL(5),
    REVERT,
    REVERT_DISCARDING;

    static final VolumeId VOLUME = new VolumeId("00000000-0000-4000-8000-000000000001");
    static final SnapshotId NEW = snapshot(99);
    static final VirtualSize SIZE = new VirtualSize(PatternDisk.bytes());
    private static final int SNAPSHOTS = 10;

    private final Set<SnapshotId> deleted;

    Work(Integer... deleted) {
        this.deleted = Set.copyOf(List.of(deleted).stream().map(Work::snapshot).toList());
    }

    static SnapshotId snapshot(int number) {
        return new SnapshotId(String.format("00000000-0000-4000-9000-%012d", number));
    }

    /** Makes what the operation works on. */
    void prepare(TestStore store, ImageFormat format) {
        if (this == CREATE_VOLUME) {
            return;
        }
        new CreateVolume(store.operations()).create(VOLUME, format, SIZE);
        store.write(VOLUME, 0, 1);
        store.write(VOLUME, 1, 1);
        for (int i = 0; this != DELETE_VOLUME && i < SNAPSHOTS; i++) {
            store.createSnapshot(VOLUME, snapshot(i));
            store.write(VOLUME, i + 1, 10 + i);
            store.write(VOLUME, 12 + i, 20 + i);
            store.writeZeros(VOLUME, i);
        }
    }

    /** Performs the operation; may be called again when it is done. */
    void run(QemuImgBackend backend, VolumeOperations operations, ImageFormat format) {
        switch (this) {
            case CREATE_VOLUME -> new CreateVolume(operations).create(VOLUME, format, SIZE);
            case DELETE_VOLUME -> new DeleteVolume(operations).delete(VOLUME);
            case CREATE_SNAPSHOT -> new CreateSnapshots(operations).create(VOLUME, NEW);
            case REVERT -> new RevertVolume(operations).revert(VOLUME, snapshot(9), NewerSnapshots.REFUSE);
            case REVERT_DISCARDING -> new RevertVolume(operations).revert(VOLUME, snapshot(4), NewerSnapshots.DISCARD);
            default ->
                new DeleteSnapshots(operations, planner(backend))
                        .delete(
                                new DeleteSnapshots.Request(VOLUME, deleted, Set.of(), survivor(backend)),
                                ProgressListener.NONE);
        }
    }

    private Optional<ImageName> survivor(QemuImgBackend backend) {
        return this == DELETE_INTO_THE_MIDDLE
                ? Optional.of(backend.names().overlay(VOLUME, snapshot(4)))
                : Optional.empty();
    }

    private MergePlanner planner(QemuImgBackend backend) {
        return this == DELETE_BY_PULL || this == DELETE_MIDDLE_BY_PULL
                ? new MergePlanner(List.of(new PullUp()))
                : MergePlanner.offline(backend.features());
    }

    /** Tells the store's memory that the operation is done. */
    void expect(TestStore store) {
        switch (this) {
            case CREATE_VOLUME, DELETE_VOLUME -> {}
            case CREATE_SNAPSHOT -> store.tookSnapshot(NEW);
            case REVERT -> store.reverted(snapshot(9), Set.of());
            case REVERT_DISCARDING -> {
                List<SnapshotId> newer = new ArrayList<>();
                for (int i = 5; i < SNAPSHOTS; i++) {
                    newer.add(snapshot(i));
                }
                store.reverted(snapshot(4), Set.copyOf(newer));
            }
            default -> store.deletedSnapshots(deleted);
        }
    }
}
