package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.LiveWorld.Trick;
import org.chainsmith.testkit.request.LiveUseCases;

/** What the groups of live rules share. */
interface LiveRules {
    LiveWorld world();

    default SnapshotBackend backend(Effects effects) {
        return world().open(effects);
    }

    default LiveUseCases useCases(Effects effects) {
        return new LiveUseCases(backend(effects), world().guest(), world().attached());
    }

    default LiveUseCases useCases() {
        return useCases(Effects.DIRECT);
    }

    default VolumeId volume(int disk) {
        return world().volumes().get(disk);
    }

    /** Writes a further layer to every disk. */
    default void write(int layer) {
        world().volumes().forEach(volume -> Layers.write(world(), volume, layer));
    }

    /** A new id for each of the first so many disks. */
    default Map<VolumeId, SnapshotId> ids(int disks) {
        Map<VolumeId, SnapshotId> ids = new TreeMap<>();
        world().volumes().subList(0, disks).forEach(volume -> ids.put(volume, SnapshotId.random()));
        return ids;
    }

    /** Writes, and takes so many snapshots of the first disks, with other content each time. The ids, oldest first. */
    default List<Map<VolumeId, SnapshotId>> fill(int disks, int snapshots) {
        List<Map<VolumeId, SnapshotId>> taken = new ArrayList<>();
        write(0);
        for (int layer = 1; layer <= snapshots; layer++) {
            Map<VolumeId, SnapshotId> ids = ids(disks);
            useCases().create(ids, QuiescePolicy.NEVER);
            taken.add(ids);
            write(layer);
        }
        return taken;
    }

    /** The ids of the first disk's snapshots, oldest first. */
    default List<SnapshotId> fillFirst(int snapshots) {
        return fill(1, snapshots).stream().map(ids -> ids.get(volume(0))).toList();
    }

    default VolumeContent content(VolumeId volume) {
        return VolumeContent.of(useCases().read(volume), image -> world().digest(volume, image));
    }

    default Map<VolumeId, VolumeContent> contents() {
        Map<VolumeId, VolumeContent> contents = new TreeMap<>();
        world().volumes().forEach(volume -> contents.put(volume, content(volume)));
        return contents;
    }

    default void require(Trick trick) {
        assumeTrue(world().tricks().contains(trick), () -> "this world cannot play " + trick);
    }

    /** Checks that the call is refused with this code, that nothing changed, and that nobody is frozen. */
    default void assertRefused(ErrorCode code, ThrowingCallable call) {
        List<String> names = world().names();
        Map<VolumeId, VolumeContent> before = contents();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SnapshotException.class,
                        e -> assertThat(e.code()).as("%s", e).isEqualTo(code));
        assertThat(world().names()).isEqualTo(names);
        assertThat(contents()).isEqualTo(before);
        assertNothingOpen();
    }

    /** No operation is open, no image is left over, nobody is frozen. */
    default void assertNothingOpen() {
        List<String> expected = new ArrayList<>();
        for (VolumeId volume : world().volumes()) {
            assertThat(backend(Effects.DIRECT).log().open(volume))
                    .as("the open operation of %s", volume)
                    .isEmpty();
            expected.addAll(Layers.names(useCases().read(volume).chain()));
        }
        assertThat(world().names()).as("what is in the store").containsExactlyInAnyOrderElementsOf(expected);
        assertThat(world().isFrozen()).as("the guest is frozen").isFalse();
    }

    /** The guest, started anew, reads what it did. */
    default void assertSurvivesRestart() {
        Map<VolumeId, VolumeContent> before = contents();
        if (world().isActive()) {
            world().kill();
        }
        world().start();
        assertThat(contents())
                .as("the volumes after the guest was started anew")
                .isEqualTo(before);
        SnapshotBackend backend = backend(Effects.DIRECT);
        world().attached()
                .forEach((volume, at) -> assertThat(
                                backend.live().open(at).orElseThrow().images())
                        .as("the chain that the guest opens")
                        .containsExactlyElementsOf(useCases().read(volume).chain().images().stream()
                                .map(image -> image.name())
                                .toList()));
    }

    /** Deletes, and checks that everything else reads the same and that the request may be repeated. */
    default void assertDeletes(VolumeId volume, Set<SnapshotId> snapshots) {
        Map<VolumeId, VolumeContent> before = contents();
        useCases().delete(volume, snapshots);
        Map<VolumeId, VolumeContent> expected = new TreeMap<>(before);
        expected.computeIfPresent(volume, (same, content) -> content.without(snapshots));
        assertThat(contents()).isEqualTo(expected);
        assertNothingOpen();
        useCases().delete(volume, snapshots);
        assertThat(contents()).isEqualTo(expected);
    }
}
