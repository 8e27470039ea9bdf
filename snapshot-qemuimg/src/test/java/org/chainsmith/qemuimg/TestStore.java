package org.chainsmith.qemuimg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.snapshot.CreateSnapshots;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.RevertVolume;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeOperations;
import org.chainsmith.core.snapshot.VolumeReader;

/** A real volume directory, the use cases on it, and a memory of what every point in time has to read. */
final class TestStore implements AutoCloseable {
    private final Path directory;
    private final QemuImgBackend backend;
    private final VolumeOperations operations;
    private final Map<SnapshotId, int[]> kept = new HashMap<>();
    private int[] active = new int[PatternDisk.CELLS];

    TestStore(Path directory) {
        this(directory, QemuImgConfig.defaults());
    }

    TestStore(Path directory, QemuImgConfig config) {
        this.directory = directory;
        this.backend = QemuImgBackend.open(directory, config, Effects.DIRECT);
        this.operations = new VolumeOperations(backend, Duration.ZERO);
    }

    /** Another directory with a copy of this one's files, of which the same is to be expected. */
    TestStore copiedTo(Path copy, QemuImgConfig config) {
        TestStore other = new TestStore(copy, config);
        other.kept.putAll(kept);
        other.active = active.clone();
        return other;
    }

    QemuImgBackend backend() {
        return backend;
    }

    VolumeOperations operations() {
        return operations;
    }

    Volume read(VolumeId volume) {
        return new VolumeReader(backend).read(volume);
    }

    void write(VolumeId volume, int cell, int value) {
        Image image = read(volume).chain().active();
        PatternDisk.write(path(image.name()), image.format().id(), cell, value);
        active[cell] = value;
    }

    void writeZeros(VolumeId volume, int cell) {
        Image image = read(volume).chain().active();
        PatternDisk.writeZeros(path(image.name()), image.format().id(), cell);
        active[cell] = 0;
    }

    Path path(ImageName image) {
        return directory.resolve(image.value());
    }

    void createSnapshot(VolumeId volume, SnapshotId snapshot) {
        new CreateSnapshots(operations).create(volume, snapshot);
        tookSnapshot(snapshot);
    }

    void tookSnapshot(SnapshotId snapshot) {
        kept.put(snapshot, active.clone());
    }

    Report deleteSnapshots(VolumeId volume, Set<SnapshotId> snapshots, ImageName... shared) {
        Report report = new DeleteSnapshots(operations, MergePlanner.offline(backend.features()))
                .delete(
                        new DeleteSnapshots.Request(volume, snapshots, Set.copyOf(List.of(shared))),
                        ProgressListener.NONE);
        deletedSnapshots(snapshots);
        return report;
    }

    void deletedSnapshots(Set<SnapshotId> snapshots) {
        kept.keySet().removeAll(snapshots);
    }

    /** What is to be expected after a revert that may have been done elsewhere. */
    void reverted(SnapshotId snapshot, Set<SnapshotId> discarded) {
        deletedSnapshots(discarded);
        active = kept.get(snapshot).clone();
    }

    void revert(VolumeId volume, SnapshotId snapshot, RevertVolume.NewerSnapshots newer) {
        Report report = new RevertVolume(operations).revert(volume, snapshot, newer);
        reverted(snapshot, Set.copyOf(report.plan().snapshots()));
    }

    RecoverVolumes.Finding recover(VolumeId volume) {
        return new RecoverVolumes(backend, Duration.ofSeconds(10)).recover(volume, ProgressListener.NONE);
    }

    /** An empty text if the active layer and every kept snapshot read what they have to, else what is wrong. */
    String differences(VolumeId id) {
        Volume volume = read(id);
        StringBuilder wrong = new StringBuilder();
        compare(volume.chain().active(), active, wrong);
        if (!kept.keySet()
                .equals(Set.copyOf(
                        volume.snapshots().stream().map(PointInTime::id).toList()))) {
            wrong.append("snapshots ")
                    .append(volume.snapshots())
                    .append(" instead of ")
                    .append(kept.keySet());
        }
        for (PointInTime point : volume.snapshots()) {
            compare(volume.chain().image(point.data()), kept.getOrDefault(point.id(), active), wrong);
        }
        return wrong.toString();
    }

    private void compare(Image image, int[] expected, StringBuilder wrong) {
        String format = image.format().id();
        if (!PatternDisk.reads(path(image.name()), format, expected)) {
            wrong.append(PatternDisk.describe(path(image.name()), format, expected))
                    .append('\n');
        }
    }

    @Override
    public String toString() {
        return directory + " " + Arrays.toString(active);
    }

    @Override
    public void close() {
        backend.close();
    }
}
