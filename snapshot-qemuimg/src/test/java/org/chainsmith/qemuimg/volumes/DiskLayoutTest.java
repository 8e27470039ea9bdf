package org.chainsmith.qemuimg.volumes;

import static org.assertj.core.api.Assertions.assertThat;

import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DiskLayoutTest {
    private static final VolumeId DISK = new VolumeId("11111111-2222-4333-8444-555555555555");
    private static final VolumeId OTHER = new VolumeId("11111111-2222-4333-8444-666666666666");
    private static final SnapshotId TAKEN = new SnapshotId("21111111-2222-4333-8444-555555555555");

    private final DiskLayout layout = new DiskLayout(DISK, new ImageName("web.qcow2"));

    @Test
    void overlaysBearTheNameOfTheBaseAndTheSnapshot() {
        ImageName overlay = layout.overlay(DISK, TAKEN);
        assertThat(overlay).hasToString("web.qcow2." + TAKEN);
        assertThat(layout.isImage(DISK, overlay.value())).isTrue();
        assertThat(layout.isImage(OTHER, overlay.value())).isFalse();
        assertThat(layout.formatOf(overlay)).contains(ImageFormat.QCOW2);
        assertThat(layout.formatOf(layout.base(DISK))).isEmpty();
    }

    @Test
    void theBaseIsKnownFromAnyOfItsImages() {
        assertThat(DiskLayout.baseOf(layout.overlay(DISK, TAKEN))).isEqualTo(layout.base(DISK));
        assertThat(DiskLayout.baseOf(layout.base(DISK))).isEqualTo(layout.base(DISK));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "web.qcow2.",
                "web.qcow2.1",
                "xweb.qcow2.21111111-2222-4333-8444-555555555555",
                "web.qcow2.21111111-2222-4333-8444-555555555555.tmp",
                "web.qcow2.21111111-2222-4333-8444-555555555555.21111111-2222-4333-8444-555555555555",
                "web.qcow2.21111111-2222-4333-8444-55555555555A",
            })
    void otherNamesAreNotOfTheDisk(String name) {
        assertThat(layout.isImage(DISK, name)).isFalse();
    }

    @Test
    void ownFilesAreNamedByTheIdAsManyDirectoriesShareThem() {
        assertThat(layout.own(DISK)).isEqualTo("disk-" + DISK);
        assertThat(layout.volumeOfOwn("disk-" + DISK)).contains(DISK);
        assertThat(layout.volumeOfOwn("disk-" + OTHER)).isEmpty();
    }
}
