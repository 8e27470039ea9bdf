package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.snapshot.CreateVolume;
import org.chainsmith.core.snapshot.DeleteVolume;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Cinder's own NFS driver and Chainsmith work on the same volume directory in turns, and each goes on with what the other left. */
final class CinderInteroperabilityIT {
    private static final int TURNS = Boolean.getBoolean("chainsmith.full") ? 24 : 6;
    private static final VirtualSize SIZE = VirtualSize.parse("1GiB");

    @TempDir
    Path root;

    private final List<String> history = new ArrayList<>();
    private CinderNfsDriver cinder;
    private TestStore ours;
    private VolumeId volume;

    @ParameterizedTest(name = "{0}, made by {1}")
    @CsvSource({"raw,cinder", "raw,chainsmith", "qcow2,cinder", "qcow2,chainsmith"})
    void eachGoesOnWithWhatTheOtherLeaves(String format, String maker) throws IOException {
        try (CinderNfsDriver driver =
                        format.equals("qcow2") ? CinderNfsDriver.start(root, "--qcow2") : CinderNfsDriver.start(root);
                TestStore store = new TestStore(driver.directory())) {
            cinder = driver;
            ours = store;
            volume = VolumeId.random();
            boolean cindersVolume = maker.equals("cinder");
            if (cindersVolume) {
                cinder.createVolume(volume.value(), 1);
                // Cinder keeps the format in its database; only for a raw image do the bytes tell enough.
                if (format.equals("qcow2")) {
                    new org.chainsmith.core.snapshot.AdoptVolume(ours.operations()).adopt(volume, ImageFormat.QCOW2);
                }
            } else {
                new CreateVolume(ours.operations()).create(volume, ImageFormat.parse(format), SIZE);
            }
            takeTurns(new Random(format.hashCode() * 31L + maker.hashCode()), cindersVolume);
            deleteAllInTurns();
            if (cindersVolume) {
                new DeleteVolume(ours.operations()).delete(volume);
            } else {
                cinder.deleteVolume(volume.value());
            }
            assertThat(ours.backend().images().present(volume)).isEmpty();
        }
    }

    private void takeTurns(Random random, boolean cinderBegins) throws IOException {
        boolean cindersTurn = cinderBegins;
        for (int turn = 0; turn < TURNS; turn++) {
            ours.write(volume, random.nextInt(PatternDisk.CELLS), 1 + turn);
            ours.write(volume, random.nextInt(PatternDisk.CELLS), 1 + turn);
            List<PointInTime> points = ours.read(volume).snapshots();
            if (points.size() < 3 || (points.size() < 7 && random.nextInt(3) > 0)) {
                create(cindersTurn);
            } else if (cindersTurn) {
                deleteByCinder(points.get(random.nextInt(points.size())).id());
            } else if (random.nextInt(3) == 0) {
                revert(points.get(points.size() - 1 - random.nextInt(2)).id());
            } else {
                deleteByChainsmith(choose(random, points));
            }
            requireAgreement();
            cindersTurn = !cindersTurn;
        }
    }

    private void deleteAllInTurns() throws IOException {
        boolean cindersTurn = true;
        for (List<PointInTime> points = ours.read(volume).snapshots();
                !points.isEmpty();
                points = ours.read(volume).snapshots()) {
            SnapshotId next = points.get(points.size() / 2).id();
            if (cindersTurn) {
                deleteByCinder(next);
            } else {
                deleteByChainsmith(Set.of(next));
            }
            requireAgreement();
            cindersTurn = !cindersTurn;
        }
    }

    private void create(boolean byCinder) throws IOException {
        SnapshotId id = SnapshotId.random();
        history.add((byCinder ? "cinder creates " : "chainsmith creates ") + id);
        if (byCinder) {
            cinder.createSnapshot(volume.value(), id.value(), 1);
            ours.tookSnapshot(id);
        } else {
            ours.createSnapshot(volume, id);
        }
    }

    private void deleteByCinder(SnapshotId id) throws IOException {
        history.add("cinder deletes " + id);
        cinder.deleteSnapshot(volume.value(), id.value());
        ours.deletedSnapshots(Set.of(id));
    }

    private void deleteByChainsmith(Set<SnapshotId> ids) {
        history.add("chainsmith deletes " + ids);
        ours.deleteSnapshots(volume, ids);
    }

    private void revert(SnapshotId id) {
        history.add("chainsmith reverts to " + id);
        ours.revert(volume, id, NewerSnapshots.DISCARD);
    }

    private static Set<SnapshotId> choose(Random random, List<PointInTime> points) {
        SnapshotId first = points.get(random.nextInt(points.size())).id();
        SnapshotId second = points.get(random.nextInt(points.size())).id();
        return first.equals(second) ? Set.of(first) : Set.of(first, second);
    }

    /** Both read the same record and chain, and every kept point in time reads the bytes it has to. */
    private void requireAgreement() throws IOException {
        Volume here = ours.read(volume);
        JsonNode there = cinder.list(volume.value());
        assertThat(there.required("active").stringValue())
                .as(history.toString())
                .isEqualTo(here.chain().active().name().value());
        List<String> chain = new ArrayList<>();
        there.required("chain").forEach(name -> chain.add(0, name.stringValue()));
        assertThat(chain)
                .as(history.toString())
                .isEqualTo(here.chain().images().stream()
                        .map(image -> image.name().value())
                        .toList());
        for (PointInTime point : here.snapshots()) {
            assertThat(there.required("info").required(point.id().value()).stringValue())
                    .as(history.toString())
                    .isEqualTo(point.overlay().value());
        }
        Set<String> known = Set.copyOf(there.required("info").properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.equals("active"))
                .toList());
        assertThat(known).as(history.toString()).hasSize(here.snapshots().size());
        assertThat(ours.differences(volume)).as(history.toString()).isEmpty();
    }
}
