package org.chainsmith.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NetworkLocation.Gluster;
import org.chainsmith.core.error.SnapshotException;

/** Which locations are the same image, and what lies beside what. */
final class LocationProperties {
    private static final ImageName OTHER = new ImageName("another image");

    @Provide
    Arbitrary<ImageLocation> locations() {
        return Locations.inHeaders();
    }

    @Provide
    Arbitrary<NetworkLocation> network() {
        return Locations.network();
    }

    @Property
    void everyImageIsTheSameAsItself(@ForAll("locations") ImageLocation location) {
        assertThat(location.sameImage(location)).isTrue();
    }

    @Property
    void theOrderDoesNotMatter(@ForAll("locations") ImageLocation one, @ForAll("locations") ImageLocation other) {
        assertThat(one.sameImage(other)).isEqualTo(other.sameImage(one));
    }

    @Property
    void aPortThatIsWrittenOutChangesNothing(@ForAll("network") NetworkLocation location) {
        NetworkLocation explicit = location.withPorts();
        assertThat(explicit.sameImage(location)).isTrue();
        assertThat(explicit.withPorts()).isEqualTo(explicit);
        assertThat(explicit.name()).isEqualTo(location.name());
    }

    @Property
    void whatIsBesideHasItsNameAndIsFoundFromThereAgain(@ForAll("network") NetworkLocation location) {
        NetworkLocation beside = location.beside(OTHER);
        assertThat(beside.imageName()).isEqualTo(OTHER);
        assertThat(beside.sameImage(location)).isFalse();
        assertThat(beside.beside(new ImageName("third")).beside(OTHER)).isEqualTo(beside);
        assertThat(beside.hosts()).isEqualTo(location.hosts());
    }

    @Property
    void whereRelativeNamesAreUnderstoodTheyMeanTheImageBeside(@ForAll("network") NetworkLocation location) {
        if (location.allowsRelativeNames()) {
            assertThat(location.sibling("./" + OTHER).sameImage(location.beside(OTHER)))
                    .isTrue();
        } else if (!(location instanceof Gluster)) {
            assertThatThrownBy(() -> location.sibling("./" + OTHER)).isInstanceOf(SnapshotException.class);
        }
    }
}
