package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.ExtentMap.Extent;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading chains, facts and maps. */
interface ReadingRules extends Rules {
    private void assertPrecondition(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION));
    }

    @ParameterizedTest
    @EnumSource
    @Essential
    @DisplayName("OI-16 a chain is read from the images, active layer on record down to the base, with tracked formats")
    default void chainIsRead(ImageFormat format) {
        Volume volume = Layers.volume(world(), format, 3);
        assertThat(volume.chain().size()).isEqualTo(4);
        assertThat(volume.chain().base().name()).isEqualTo(backend().names().base(volume.id()));
        assertThat(volume.chain().base().format()).isEqualTo(format);
        assertThat(volume.chain().images().stream().skip(1).map(Image::format)).containsOnly(ImageFormat.QCOW2);
        assertThat(volume.chain().images().stream().map(Image::virtualSize)).containsOnly(Layers.SIZE);
        assertThat(volume.snapshots()).hasSize(3);
    }

    @Test
    @DisplayName("OI-17 a chain with a missing image is refused")
    default void missingImageIsRefused() {
        Volume volume = volume(2);
        images().remove(volume.id(), volume.chain().images().get(1).name());
        assertPrecondition(() -> backend().inspector().chain(volume.ledger()));
    }

    @Test
    @DisplayName("OI-18 an image of another volume is refused, as active layer and by name")
    default void foreignImageIsRefused() {
        Volume volume = volume(0);
        Image other = volume(0).chain().active();
        SnapshotLedger foreign =
                new SnapshotLedger(volume.id(), other.name(), new TreeMap<>(), Map.of(other.name(), other.format()));
        assertPrecondition(() -> backend().inspector().chain(foreign));
        assertPrecondition(() -> backend().inspector().find(volume.id(), other.name(), other.format()));
    }

    @Test
    @DisplayName("OI-19 an image whose header is not of the tracked format is refused")
    default void otherFormatIsRefused() {
        Volume volume = Layers.volume(world(), ImageFormat.RAW, 0);
        ImageName base = volume.chain().base().name();
        assertPrecondition(() -> backend().inspector().find(volume.id(), base, ImageFormat.QCOW2));
    }

    @Test
    @DisplayName("OI-20 an image that is not there is not found")
    default void absentImageIsNotFound() {
        VolumeId volume = VolumeId.random();
        ImageName base = backend().names().base(volume);
        assertThat(backend().inspector().find(volume, base, ImageFormat.QCOW2)).isEmpty();
        assertThat(images().present(volume)).isEmpty();
    }

    @Test
    @Essential
    @DisplayName("OI-21 a map tells what an overlay itself provides")
    default void mapTellsWhatAnOverlayProvides() {
        Volume volume = volume(1);
        AllocationMap map =
                backend().inspector().map(volume.id(), volume.chain().active());
        ExtentMap data = ExtentMap.of(List.of(new Extent(0, World.CHUNK), new Extent(Layers.chunk(2), World.CHUNK)));
        ExtentMap zeros = ExtentMap.of(List.of(new Extent(Layers.chunk(3), World.CHUNK)));
        assertThat(map.data()).isEqualTo(data);
        assertThat(map.zeros()).isEqualTo(zeros);
    }
}
