package org.chainsmith.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.testkit.generate.Locations;

/** Every location that can be written for libvirt is read back as the same one. */
final class SourcesProperties {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private final String gluster = Schemas.fixture("gluster.xml");

    @Provide
    Arbitrary<ImageLocation> locations() {
        return Locations.inHeaders();
    }

    @Property(tries = 200)
    void aLayerThatIsWrittenIsReadBack(
            @ForAll("locations") ImageLocation active, @ForAll("locations") ImageLocation below) {
        DiskChain chain = new DiskChain(List.of(layer(active, "qcow2"), layer(below, "raw")), DiskChain.Below.NOTHING);
        String edited = DomainEdit.of(gluster).disk(VDA, chain).xml();
        assertThat(DomainDescription.parse(edited).disk(VDA).chain()).isEqualTo(chain);
    }

    private static DiskChain.Layer layer(ImageLocation location, String format) {
        return new DiskChain.Layer(OptionalInt.empty(), location, Optional.of(format));
    }

    @Property
    void theOverlayOfASnapshotIsReadBack(@ForAll("locations") ImageLocation overlay) {
        String xml = ExternalSnapshot.of(DomainDescription.parse(gluster), Map.of(VDA, overlay));
        SnapshotXml.Disk disk =
                Jaxb.read(xml, "domainsnapshot", SnapshotXml.class).disks.get(0);
        assertThat(Sources.read(disk.type, disk.source, null)).contains(overlay);
    }
}
