package org.chainsmith.testkit.contract;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DeleteGuestSnapshots;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.LiveWorld.Trick;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deleting snapshots of a running guest. */
interface LiveDeletingRules extends LiveRules {
    private boolean can(Feature feature) {
        return backend(Effects.DIRECT).features().contains(feature);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "1", "0", "0 1 2 3", "1 3"})
    @Essential
    @DisplayName("LV-10 deleting snapshots, wherever they are, keeps all others and what the guest sees")
    default void deletingKeepsAllOthers(String indexes) {
        List<SnapshotId> taken = fillFirst(4);
        Set<SnapshotId> picked = Arrays.stream(indexes.split(" ", -1))
                .map(index -> taken.get(Integer.parseInt(index)))
                .collect(toSet());
        boolean endsWithActive = picked.containsAll(taken) || indexes.equals("3");
        if (!can(Feature.LIVE_COMMIT) && !(can(Feature.LIVE_PULL) && endsWithActive)) {
            assertRefused(ErrorCode.NOT_SUPPORTED, () -> useCases().delete(volume(0), picked));
            return;
        }
        assertDeletes(volume(0), picked);
        assertSurvivesRestart();
        Layers.write(world(), volume(0), 7);
        assertDeletes(volume(0), remaining());
        assertSurvivesRestart();
    }

    /** All snapshots of the first disk; all can be deleted at once whatever the hypervisor can do. */
    private Set<SnapshotId> remaining() {
        return Set.copyOf(Layers.ids(useCases().read(volume(0))));
    }

    @Test
    @Essential
    @DisplayName(
            "LV-11 what the guest writes while a snapshot is deleted is there afterwards, and in no other snapshot")
    default void guestWritesMeanwhile() {
        List<SnapshotId> taken = fillFirst(3);
        VolumeContent before = content(volume(0));
        world().duringNextJob(() -> {
            Layers.write(world(), volume(0), 8);
            Layers.write(world(), volume(0), 9);
        });
        useCases().delete(volume(0), Set.of(taken.get(2)));
        VolumeContent after = content(volume(0));
        assertThat(after.snapshots())
                .isEqualTo(before.without(Set.of(taken.get(2))).snapshots());
        world().stop();
        Layers.write(world(), volume(0), 8);
        Layers.write(world(), volume(0), 9);
        assertThat(content(volume(0))).as("what was written meanwhile").isEqualTo(after);
        world().start();
        assertNothingOpen();
    }

    @Test
    @DisplayName("LV-12 a guest that is off has its snapshots deleted too, and starts with what it had")
    default void guestThatIsOff() {
        List<SnapshotId> taken = fillFirst(3);
        world().stop();
        assertDeletes(volume(0), Set.copyOf(taken));
        world().start();
        assertSurvivesRestart();
    }

    @Test
    @DisplayName(
            "LV-13 the id of a deleted snapshot is free, and nothing that was told of the old one is told of the new")
    default void idIsFree() {
        write(0);
        Map<VolumeId, SnapshotId> ids = ids(1);
        useCases().create(ids, QuiescePolicy.REQUIRE);
        Set<ImageName> removed = new HashSet<>(names(volume(0)));
        useCases().delete(volume(0), Set.copyOf(ids.values()));
        removed.removeAll(names(volume(0)));
        assertThat(backend(Effects.DIRECT).consistency().find(volume(0))).isEmpty();
        useCases().create(ids, QuiescePolicy.NEVER);
        assertThat(Layers.ids(useCases().read(volume(0)))).containsExactlyElementsOf(ids.values());
        if (backend(Effects.DIRECT).names().canVary() && !removed.isEmpty()) {
            assertThat(names(volume(0))).as("names of removed images").doesNotContainAnyElementsOf(removed);
        }
    }

    private List<ImageName> names(VolumeId volume) {
        return useCases().read(volume).chain().images().stream()
                .map(Image::name)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs", "is off"})
    @DisplayName(
            "LV-14 snapshots of several disks are deleted side by side, and a repeated request is answered as done")
    default void severalDisks(String guest) {
        Set<SnapshotId> taken = all(fill(3, 2));
        if (guest.equals("is off")) {
            world().stop();
        }
        ExecutorService workers = Executors.newFixedThreadPool(3);
        try {
            assertThat(useCases().delete(Set.copyOf(world().volumes()), taken, workers))
                    .hasSize(3)
                    .allMatch(result -> result.report().isPresent());
        } finally {
            workers.shutdownNow();
        }
        world().volumes()
                .forEach(volume -> assertThat(content(volume).snapshots()).isEmpty());
        assertNothingOpen();
        assertSurvivesRestart();
        RecordedEffects effects = new RecordedEffects();
        assertThat(useCases(effects).delete(Set.copyOf(world().volumes()), taken))
                .hasSize(3)
                .allMatch(result -> result.report().isPresent());
        assertThat(effects.effects()).isEmpty();
    }

    @Test
    @DisplayName("LV-15 a disk that refuses keeps none of the others from having their snapshots deleted")
    default void oneDiskRefuses() {
        require(Trick.FOREIGN_JOB_RUNS);
        Set<SnapshotId> taken = all(fill(3, 1));
        Map<VolumeId, VolumeContent> expected = new TreeMap<>(contents());
        expected.replaceAll((volume, content) -> volume.equals(volume(0)) ? content : content.without(taken));
        world().play(Trick.FOREIGN_JOB_RUNS);
        List<DeleteGuestSnapshots.Result> results = useCases().delete(Set.copyOf(world().volumes()), taken);
        assertThat(results)
                .allMatch(result ->
                        result.failure().isPresent() == result.volume().volume().equals(volume(0)));
        assertThat(results.get(0).failure())
                .get(as(InstanceOfAssertFactories.type(SnapshotException.class)))
                .extracting(SnapshotException::code)
                .isEqualTo(ErrorCode.BLOCK_JOB_ACTIVE);
        assertThat(contents()).isEqualTo(expected);
        assertNothingOpen();
    }

    @Test
    @DisplayName("LV-16 a disk that never had a snapshot has no part in its deletion; one that no disk had is refused")
    default void snapshotsOfSomeDisks() {
        Set<SnapshotId> taken = all(fill(1, 1));
        Set<VolumeId> volumes = Set.copyOf(world().volumes());
        assertRefused(
                ErrorCode.SNAPSHOT_NOT_FOUND,
                () -> useCases()
                        .delete(
                                volumes,
                                Set.of(SnapshotId.random(), taken.iterator().next())));
        for (int i = 0; i < 2; i++) {
            assertThat(useCases().delete(volumes, taken))
                    .singleElement()
                    .matches(result -> result.volume().volume().equals(volume(0)))
                    .matches(result -> result.report().isPresent());
        }
    }

    @Test
    @DisplayName("LV-17 a guest whose memory is saved goes on with its disks as they are: nothing is done to them")
    default void guestWhoseMemoryIsSaved() {
        require(Trick.GUEST_IS_SAVED);
        List<SnapshotId> taken = fillFirst(2);
        world().play(Trick.GUEST_IS_SAVED);
        assertRefused(ErrorCode.IMAGE_IN_USE, () -> useCases().create(ids(3), QuiescePolicy.NEVER));
        assertRefused(ErrorCode.IMAGE_IN_USE, () -> useCases().delete(volume(0), Set.copyOf(taken)));
        world().start();
        assertDeletes(volume(0), Set.copyOf(taken));
    }

    private static Set<SnapshotId> all(List<Map<VolumeId, SnapshotId>> taken) {
        return taken.stream().flatMap(ids -> ids.values().stream()).collect(toSet());
    }
}
