package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.backend.ImageInspector.Facts;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Making and removing images. */
interface CreatingRules extends Rules {
    @ParameterizedTest
    @EnumSource
    @Essential
    @DisplayName("OI-01 a new base has the size and format asked for, and creating it again changes nothing")
    default void newBaseIsAsAskedFor(ImageFormat format) {
        VolumeId volume = VolumeId.random();
        Image base = Image.empty(backend().names().base(volume), format, Layers.SIZE);
        images().createBase(volume, base);
        images().createBase(volume, base);
        Facts facts = backend().inspector().find(volume, base.name(), format).orElseThrow();
        assertThat(facts.image().virtualSize()).isEqualTo(Layers.SIZE);
        assertThat(facts.backing()).isEmpty();
        // All of it may hold data where the storage does not tell data from holes.
        assertThat(backend().inspector().map(volume, base).data())
                .isIn(ExtentMap.EMPTY, ExtentMap.whole(Layers.SIZE.bytes()));
        assertThat(world().names()).containsExactly(base.name().value());
    }

    @Test
    @Essential
    @DisplayName("OI-02 a new overlay reads as the image below it, and creating it again changes nothing")
    default void newOverlayReadsAsItsBacking() {
        Volume volume = volume(1);
        Image active = volume.chain().active();
        Image overlay = overlay(volume.id(), Layers.SIZE);
        images().createOverlay(volume.id(), overlay, active);
        images().createOverlay(volume.id(), overlay, active);
        assertThat(digest(volume, overlay.name())).isEqualTo(digest(volume, active.name()));
        assertThat(backend().inspector().map(volume.id(), overlay).provided().isEmpty())
                .isTrue();
        assertThat(backing(volume, overlay)).contains(active.name());
    }

    @Test
    @Essential
    @DisplayName("OI-03 creating never replaces an image that is there")
    default void creatingNeverReplaces() {
        Volume volume = volume(2);
        Map<ImageName, String> before = digests(volume);
        Image active = volume.chain().active();
        Image below = volume.chain().below(active.name()).orElseThrow();
        assertRefused(() -> images().createOverlay(volume.id(), active, below), ErrorCode.IMAGE_EXISTS);
        Image larger = Image.empty(volume.chain().base().name(), ImageFormat.QCOW2, new VirtualSize(1L << 30));
        assertRefused(() -> images().createBase(volume.id(), larger), ErrorCode.IMAGE_EXISTS);
        assertThat(digests(volume)).isEqualTo(before);
    }

    @Test
    @DisplayName("OI-07 a refused create leaves nothing")
    default void refusedCreateLeavesNothing() {
        Volume volume = volume(0);
        Image missing = overlay(volume.id(), Layers.SIZE);
        assertRefusedAtAll(() -> images().createOverlay(volume.id(), overlay(volume.id(), Layers.SIZE), missing));
        Image foreign = overlay(VolumeId.random(), Layers.SIZE);
        assertRefusedAtAll(() ->
                images().createOverlay(volume.id(), foreign, volume.chain().base()));
    }

    private void assertRefusedAtAll(ThrowingCallable call) {
        assertRefused(call, ErrorCode.values());
    }

    @Test
    @Essential
    @DisplayName("OI-08 a create that dies anywhere leaves a whole image or none, and can be repeated")
    default void interruptedCreateLeavesAllOrNothing() {
        SnapshotId id = SnapshotId.random();
        killAtEachEffect(
                (backend, volume) -> backend.images()
                        .createOverlay(
                                volume.id(), planned(volume, id), volume.chain().active()),
                volume -> {
                    Image overlay = planned(volume, id);
                    Optional<Facts> facts = backend().inspector().find(volume.id(), overlay.name(), overlay.format());
                    facts.ifPresent(there -> assertThat(there.backing())
                            .contains(volume.chain().active().name()));
                    images().discardUnfinished(volume.id());
                    images().createOverlay(volume.id(), overlay, volume.chain().active());
                    assertThat(digest(volume, overlay.name()))
                            .isEqualTo(digest(volume, volume.chain().active().name()));
                    assertThat(ofVolume(volume))
                            .containsExactlyInAnyOrderElementsOf(
                                    Layers.names(volume.chain().overlaid(overlay)));
                });
    }

    private Image planned(Volume volume, SnapshotId id) {
        return Image.empty(backend().names().overlay(volume.id(), id), ImageFormat.QCOW2, Layers.SIZE);
    }

    private List<String> ofVolume(Volume volume) {
        return world().names().stream()
                .filter(name -> name.contains(volume.id().value()))
                .toList();
    }

    @Test
    @Essential
    @DisplayName("OI-09 removing takes away that image and no other, and may be repeated")
    default void removingTakesThatImageOnly() {
        Volume volume = volume(2);
        Volume other = volume(1);
        Image overlay = overlay(volume.id(), Layers.SIZE);
        images().createOverlay(volume.id(), overlay, volume.chain().active());
        Map<ImageName, String> before = digests(volume);
        assertThat(images().isPresent(volume.id(), overlay.name())).isTrue();
        images().remove(volume.id(), overlay.name());
        assertThat(images().isPresent(volume.id(), overlay.name())).isFalse();
        images().remove(volume.id(), overlay.name());
        assertThat(ofVolume(volume)).containsExactlyInAnyOrderElementsOf(Layers.names(volume.chain()));
        assertThat(ofVolume(other)).containsExactlyInAnyOrderElementsOf(Layers.names(other.chain()));
        assertThat(images().present(volume.id())).containsExactlyInAnyOrderElementsOf(before.keySet());
        assertThat(digests(volume)).isEqualTo(before);
    }

    private Optional<ImageName> backing(Volume volume, Image overlay) {
        return backend()
                .inspector()
                .find(volume.id(), overlay.name(), overlay.format())
                .orElseThrow()
                .backing();
    }
}
