package org.chainsmith.qemuimg.volumes;

import static org.assertj.core.api.Assertions.assertThat;

import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CinderLayoutTest {
    private static final VolumeId VOLUME = new VolumeId("11111111-2222-4333-8444-555555555555");
    private static final String BASE = "volume-11111111-2222-4333-8444-555555555555";
    private static final String SNAPSHOT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

    private final CinderLayout layout = new CinderLayout();

    @Test
    void acceptsItsOwnNamesAndCindersTemporarySnapshots() {
        assertThat(layout.isImage(VOLUME, BASE)).isTrue();
        assertThat(layout.isImage(VOLUME, BASE + "." + SNAPSHOT)).isTrue();
        assertThat(layout.isImage(VOLUME, BASE + ".tmp-snap-" + SNAPSHOT)).isTrue();
        assertThat(layout.volumeOf(BASE + ".info")).contains(VOLUME);
    }

    /** Cinder's own pattern lets most of these through. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../" + BASE,
                "./" + BASE,
                BASE + "\n",
                BASE + "." + SNAPSHOT + "\n",
                BASE + ".info",
                BASE + "-12ab",
                BASE + ".12ab",
                BASE + "X" + SNAPSHOT,
                BASE + ".AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE",
                "Volume-11111111-2222-4333-8444-555555555555",
                "volume-99999999-2222-4333-8444-555555555555",
                "json:{\"driver\":\"raw\"}",
                "nbd://localhost/x",
                "." + BASE + ".tmp"
            })
    void refusesEveryOtherName(String name) {
        assertThat(layout.isImage(VOLUME, name)).isFalse();
    }
}
