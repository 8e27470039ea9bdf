package org.chainsmith.testkit.contract;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
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
        useCases().delete(volume(0), Set.copyOf(ids.values()));
        assertThat(backend(Effects.DIRECT).consistency().find(volume(0))).isEmpty();
        useCases().create(ids, QuiescePolicy.NEVER);
        assertThat(Layers.ids(useCases().read(volume(0)))).containsExactlyElementsOf(ids.values());
    }
}
