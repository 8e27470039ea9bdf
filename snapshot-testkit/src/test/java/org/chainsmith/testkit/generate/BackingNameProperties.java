package org.chainsmith.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.backing.BackingName;
import org.chainsmith.core.error.SnapshotException;

/** What is written into a header is read back as the same location, in each form that a header can have. */
final class BackingNameProperties {
    @Provide
    Arbitrary<ImageLocation> locations() {
        return Locations.inHeaders();
    }

    @Provide
    Arbitrary<NetworkLocation> network() {
        return Locations.network();
    }

    @Property
    void theTextForAHeaderIsReadBackAsTheSameLocation(@ForAll("locations") ImageLocation location) {
        assertThat(BackingName.parse(BackingName.of(location)))
                .isEqualTo(new BackingName.Absolute(location, Optional.empty()));
    }

    @Property
    void theJsonTextIsReadBackAsTheSameLocation(@ForAll("network") NetworkLocation location) {
        assertThat(BackingName.parse(BackingName.jsonOf(location)))
                .isEqualTo(new BackingName.Absolute(location, Optional.empty()));
    }

    @Property
    void whatIsReadBackIsTheSameImage(@ForAll("locations") ImageLocation location) {
        ImageLocation readBack = BackingName.parse(BackingName.of(location)).locatedFrom(location);
        assertThat(location.sameImage(readBack)).isTrue();
        assertThat(readBack.sameImage(location)).isTrue();
    }

    @Property
    void anyTextIsUnderstoodOrRefusedAndNothingElse(@ForAll String text) {
        try {
            BackingName name = BackingName.parse(text);
            assertThat(BackingName.parse(name.text()).text()).isEqualTo(name.text());
        } catch (SnapshotException e) {
            assertThat(e).hasMessageStartingWith("A backing reference cannot be understood");
        }
    }

    @Property
    void aJsonTextCutShortIsRefused(@ForAll("network") NetworkLocation location, @ForAll int at) {
        String text = BackingName.jsonOf(location);
        String cut = text.substring(0, Math.floorMod(at, text.length() - 5) + 5);
        try {
            BackingName.parse(cut);
            assertThat(cut).as("understood").isEqualTo(text);
        } catch (SnapshotException e) {
            assertThat(cut).as("refused").isNotEqualTo(text);
        }
    }
}
