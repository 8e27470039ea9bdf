package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.snapshot.Volume;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commit, pull and repoint, on a chain {@code base <- o1 <- o2 <- o3}. */
interface MergingRules extends Rules {
    private static Image at(Volume volume, int index) {
        return volume.chain().images().get(index);
    }

    private static void commit(SnapshotBackend backend, Volume volume, int base, int top) {
        Image down = at(volume, base);
        Image up = at(volume, top);
        BackingChain around = Layers.around(volume.chain(), down.name(), up.name());
        backend.images().commit(volume.id(), around, down, up, MergingRules::requireWithinTotal);
    }

    private static void pull(SnapshotBackend backend, Volume volume, int top, Optional<Integer> backing) {
        Image up = at(volume, top);
        BackingChain part =
                Layers.part(volume.chain(), at(volume, backing.orElse(0)).name(), up.name());
        backend.images()
                .pull(volume.id(), part, up, backing.map(index -> at(volume, index)), MergingRules::requireWithinTotal);
    }

    private static void requireWithinTotal(String what, long done, long total) {
        assertThat(done).isBetween(0L, total);
    }

    private Optional<ImageName> backing(Volume volume, int index) {
        Image image = at(volume, index);
        return backend()
                .inspector()
                .find(volume.id(), image.name(), image.format())
                .orElseThrow()
                .backing();
    }

    @Test
    @RequiresFeature(Feature.OFFLINE_COMMIT)
    @DisplayName("OI-04 a commit keeps what reads through the images above")
    default void commitKeepsWhatIsAbove() {
        Volume volume = volume(3);
        Map<ImageName, String> before = digests(volume);
        commit(backend(), volume, 1, 2);
        for (int above : List.of(2, 3)) {
            ImageName image = at(volume, above).name();
            assertThat(digest(volume, image)).isEqualTo(before.get(image));
        }
    }

    @Test
    @RequiresFeature(Feature.OFFLINE_COMMIT)
    @Essential
    @DisplayName("OI-05 after a commit of one or more layers the base reads as the top")
    default void commitMakesTheBaseReadAsTheTop() {
        for (int base : List.of(0, 1, 2)) {
            Volume volume = volume(3);
            String top = digest(volume, at(volume, 3).name());
            commit(backend(), volume, base, 3);
            assertThat(digest(volume, at(volume, base).name())).isEqualTo(top);
            commit(reopened(), volume, base, 3);
            images().resumeCommit(
                            volume.id(),
                            Layers.around(
                                    volume.chain(),
                                    at(volume, base).name(),
                                    at(volume, 3).name()),
                            at(volume, base),
                            at(volume, 3),
                            ProgressListener.NONE);
            assertThat(digest(volume, at(volume, base).name())).isEqualTo(top);
        }
    }

    @Test
    @RequiresFeature(Feature.OFFLINE_COMMIT)
    @DisplayName("OI-06 a commit writes to no image but its base, and points none elsewhere")
    default void commitWritesOnlyItsBase() {
        Volume volume = volume(3);
        String below = digest(volume, at(volume, 0).name());
        commit(backend(), volume, 1, 3);
        assertThat(digest(volume, at(volume, 0).name())).isEqualTo(below);
        assertThat(useCases().read(volume.id()).chain().toString())
                .isEqualTo(volume.chain().toString());
    }

    @Test
    @RequiresFeature(Feature.OFFLINE_COMMIT)
    @Essential
    @DisplayName("OI-10 a commit that dies anywhere keeps what reads above, and resuming finishes it")
    default void interruptedCommitCanBeResumed() {
        killAtEachEffect((backend, volume) -> commit(backend, volume, 1, 2), volume -> {
            String top = digest(volume, at(volume, 3).name());
            String middle = digest(volume, at(volume, 2).name());
            BackingChain around = Layers.around(
                    volume.chain(), at(volume, 1).name(), at(volume, 2).name());
            images().resumeCommit(volume.id(), around, at(volume, 1), at(volume, 2), ProgressListener.NONE);
            assertThat(digest(volume, at(volume, 1).name())).isEqualTo(middle);
            assertThat(digest(volume, at(volume, 3).name())).isEqualTo(top);
        });
    }

    @Test
    @RequiresFeature(Feature.OFFLINE_COMMIT)
    @DisplayName("OI-11 the base of a commit grows to the size of its top")
    default void commitGrowsTheBase() {
        Volume volume = volume(1);
        Image base = volume.chain().active();
        Image larger = overlay(volume.id(), new VirtualSize(Layers.SIZE.bytes() + 3L * World.CHUNK));
        images().createOverlay(volume.id(), larger, base);
        BackingChain chain = volume.chain().overlaid(larger);
        images().commit(
                        volume.id(),
                        Layers.around(chain, base.name(), larger.name()),
                        base,
                        larger,
                        ProgressListener.NONE);
        assertThat(digest(volume, base.name())).isEqualTo(digest(volume, larger.name()));
        assertThat(useCases().read(volume.id()).chain().active().virtualSize()).isEqualTo(larger.virtualSize());
    }

    @Test
    @RequiresFeature(Feature.OFFLINE_COMMIT)
    @DisplayName("OI-12 a base that grows over a longer backing image uncovers none of its bytes")
    default void growthUncoversNothing() {
        Volume volume = volume(1);
        Image shorter = overlay(volume.id(), new VirtualSize(2L * World.CHUNK));
        Image larger = overlay(volume.id(), Layers.SIZE);
        images().createOverlay(volume.id(), shorter, volume.chain().active());
        images().createOverlay(volume.id(), larger, shorter);
        String top = digest(volume, larger.name());
        BackingChain chain = volume.chain().overlaid(shorter).overlaid(larger);
        images().commit(
                        volume.id(),
                        Layers.around(chain, shorter.name(), larger.name()),
                        shorter,
                        larger,
                        ProgressListener.NONE);
        assertThat(digest(volume, shorter.name())).isEqualTo(top);
    }

    @Test
    @RequiresFeature(Feature.OFFLINE_PULL)
    @Essential
    @DisplayName("OI-13 a pull keeps what the top reads and lets it back onto the new image, or on none")
    default void pullKeepsTheTop() {
        for (Optional<Integer> backing : List.of(Optional.of(1), Optional.of(0), Optional.<Integer>empty())) {
            Volume volume = volume(3);
            Map<ImageName, String> before = digests(volume);
            pull(backend(), volume, 3, backing);
            pull(reopened(), volume, 3, backing);
            assertThat(backing(volume, 3))
                    .isEqualTo(backing.map(index -> at(volume, index).name()));
            assertThat(digests(volume)).as("no other image is written").isEqualTo(before);
        }
    }

    @Test
    @RequiresFeature(Feature.OFFLINE_PULL)
    @Essential
    @DisplayName("OI-14 a pull that dies anywhere can be repeated, or taken back by pointing the top back")
    default void interruptedPullCanBeRepeatedOrTakenBack() {
        String top = topOf(volume(3));
        killAtEachEffect((backend, volume) -> pull(backend, volume, 3, Optional.of(0)), volume -> {
            pull(backend(), volume, 3, Optional.of(0));
            assertThat(topOf(volume)).isEqualTo(top);
        });
        killAtEachEffect((backend, volume) -> pull(backend, volume, 3, Optional.empty()), volume -> {
            images().repoint(volume.id(), at(volume, 3), at(volume, 2));
            assertThat(topOf(volume)).isEqualTo(top);
        });
    }

    private String topOf(Volume volume) {
        return digest(volume, at(volume, 3).name());
    }

    @Test
    @DisplayName("OI-15 repointing changes the backing reference and nothing else, and may be repeated")
    default void repointingChangesOnlyTheReference() {
        Volume volume = volume(3);
        Image twin = overlay(volume.id(), Layers.SIZE);
        images().createOverlay(volume.id(), twin, at(volume, 2));
        Map<ImageName, String> before = digests(volume);
        for (int i = 0; i < 2; i++) {
            images().repoint(volume.id(), at(volume, 3), twin);
            assertThat(backing(volume, 3)).contains(twin.name());
            assertThat(digests(volume)).isEqualTo(before);
        }
    }
}
