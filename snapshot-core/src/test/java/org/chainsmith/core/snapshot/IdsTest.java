package org.chainsmith.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdsTest {
    private static final String GOOD = "9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "9F3D5C9E-0B1A-4F6E-9A58-2F9C51A3D7B4",
                "9f3d5c9e0b1a4f6e9a582f9c51a3d7b4",
                "{9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4}",
                "9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4\n",
                " 9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4",
                "9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b",
                "../etc/passwd",
                "\u0661f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4"
            })
    void onlyTheCanonicalFormIsAnId(String text) {
        assertThatThrownBy(() -> new VolumeId(text))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ID));
        assertThatThrownBy(() -> new SnapshotId(text)).isInstanceOf(SnapshotException.class);
    }

    @Test
    void anIdPrintsAsItWasGiven() {
        assertThat(new VolumeId(GOOD)).hasToString(GOOD);
        assertThat(new SnapshotId(GOOD)).hasToString(GOOD);
        assertThat(VolumeId.random()).isNotEqualTo(VolumeId.random());
        assertThat(SnapshotId.random()).isNotEqualTo(SnapshotId.random());
    }

    @Test
    void noTwoSnapshotsShareAnOverlay() {
        TreeMap<SnapshotId, ImageName> overlays = new TreeMap<>();
        overlays.put(SnapshotId.random(), new ImageName("o"));
        overlays.put(SnapshotId.random(), new ImageName("o"));
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new SnapshotLedger(VolumeId.random(), new ImageName("o"), overlays, Map.of()));
    }
}
