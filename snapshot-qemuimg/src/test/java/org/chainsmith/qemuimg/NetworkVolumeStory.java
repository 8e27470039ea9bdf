package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.request.UseCases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of a volume on a server while no guest uses it. */
abstract class NetworkVolumeStory {
    private static final long MIB = 1 << 20;

    final NetworkStorage storage = new NetworkStorage();
    final StorageLab lab;
    final VolumeId volume = VolumeId.random();
    NetworkWorld world;

    NetworkVolumeStory(StorageLab lab) {
        this.lab = lab;
    }

    /** An image in an empty place. */
    abstract NetworkLocation newPlace();

    /** What the header of an overlay says about this image. */
    abstract String inHeader(ImageName backing);

    /** Removes what is left in the place. */
    abstract void removePlace();

    @BeforeEach
    void makeWorld() {
        world = new NetworkWorld(storage, newPlace(), List.of(), this::removePlace);
    }

    @AfterEach
    void close() {
        world.close();
        storage.close();
    }

    final UseCases useCases() {
        return new UseCases(world.open(Effects.DIRECT));
    }

    /** A volume with so many snapshots, and data of its own in every layer. */
    final List<SnapshotId> layers(int snapshots) {
        List<SnapshotId> ids =
                Stream.generate(SnapshotId::random).limit(snapshots).toList();
        useCases().createVolume(volume, ImageFormat.RAW, new VirtualSize(16 * MIB));
        for (int layer = 0; layer <= snapshots; layer++) {
            if (layer > 0) {
                useCases().createSnapshot(volume, ids.get(layer - 1));
            }
            world.write(volume, 0, 1 + layer);
            world.write(volume, layer * MIB + World.CHUNK, 1 + layer);
        }
        return ids;
    }

    /** What the snapshots and the active layer read. */
    final Map<String, String> contents() {
        Volume read = useCases().read(volume);
        Map<String, String> contents = new TreeMap<>();
        for (PointInTime point : read.snapshots()) {
            contents.put(point.id().value(), world.digest(volume, point.data()));
        }
        contents.put("now", world.digest(volume, read.chain().active().name()));
        return contents;
    }

    private String expectedHeaders(BackingChain chain) {
        List<Image> images = chain.images();
        return Stream.iterate(0, i -> i < images.size(), i -> i + 1)
                .map(i -> images.get(i)
                        + (i == 0 ? "" : " (" + inHeader(images.get(i - 1).name()) + ")"))
                .collect(Collectors.joining(" <- "));
    }

    private void delete(SnapshotId... ids) {
        Map<String, String> kept = contents();
        BackingChain before = useCases().read(volume).chain();
        String headersBefore = world.headers(before);
        assertThat(headersBefore).isEqualTo(expectedHeaders(before));
        useCases().deleteSnapshots(volume, Set.of(ids), Set.of());
        BackingChain after = useCases().read(volume).chain();
        System.out.println((headersBefore + "\n => " + world.headers(after)).replace(volume.value(), "V"));
        assertThat(after.size()).isEqualTo(before.size() - ids.length);
        assertThat(world.headers(after)).isEqualTo(expectedHeaders(after));
        Stream.of(ids).map(SnapshotId::value).forEach(kept::remove);
        assertThat(contents()).isEqualTo(kept);
        assertThat(world.names()).hasSize(after.size());
    }

    @Test
    void snapshotsAreTakenListedAndDeletedAndTheOthersReadTheSame() {
        List<SnapshotId> ids = new ArrayList<>(layers(6));
        assertThat(useCases().read(volume).snapshots())
                .extracting(PointInTime::id)
                .isEqualTo(ids);
        delete(ids.get(0));
        delete(ids.get(3));
        delete(ids.get(5));
        delete(ids.get(1), ids.get(4));
        delete(ids.get(2));
        assertThat(useCases().recover(volume).map(RecoverVolumes.Finding::found).orElseThrow())
                .isEmpty();
    }

    @Test
    void aMergeWhoseServerDiesSettlesWhenTheServerIsBack() {
        List<SnapshotId> ids = layers(3);
        Map<String, String> kept = contents();
        Effects killing = new Effects() {
            @Override
            public <T> T perform(String effect, Supplier<T> act) {
                if (effect.contains("block-commit")) {
                    lab.killServer();
                    Thread back = new Thread(lab::startServer);
                    back.start();
                    try {
                        return act.get();
                    } finally {
                        join(back);
                    }
                }
                return act.get();
            }
        };
        try {
            new UseCases(world.open(killing)).deleteSnapshots(volume, Set.of(ids.get(1)), Set.of());
        } catch (SnapshotException e) {
            System.out.println("while the server was away: " + e.getMessage());
        }
        Await.until("the server to be back", Duration.ofSeconds(120), this::isBack);
        useCases().recover(volume);
        useCases().deleteSnapshots(volume, Set.of(ids.get(1)), Set.of());
        kept.remove(ids.get(1).value());
        assertThat(contents()).isEqualTo(kept);
        assertThat(world.names()).hasSize(3);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isBack() {
        try {
            return !world.names().isEmpty();
        } catch (SnapshotException e) {
            return false;
        }
    }
}
