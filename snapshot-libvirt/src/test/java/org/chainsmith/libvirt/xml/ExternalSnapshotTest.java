package org.chainsmith.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageLocation.File;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NetworkLocation.Gluster;
import org.chainsmith.core.chain.NetworkLocation.Nbd;
import org.chainsmith.core.chain.NetworkLocation.Nfs;
import org.chainsmith.core.chain.NetworkLocation.Rbd;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost.Inet;
import org.chainsmith.core.chain.StorageHost.UnixSocket;
import org.chainsmith.core.chain.StorageUser;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.junit.jupiter.api.Test;

/** The document for a snapshot names every disk and is valid for libvirt. */
final class ExternalSnapshotTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final DiskTarget VDB = new DiskTarget("vdb");

    private final DomainDescription odd = DomainDescription.parse(Schemas.fixture("odd.xml"));

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aFileAndANetworkOverlayInOneDocument() {
        assertThat(ExternalSnapshot.of(
                        DomainDescription.parse(Schemas.fixture("nfs-rbd.xml")),
                        Map.of(
                                VDA,
                                new File("/images/a & \"b\" <c>.qcow2"),
                                VDB,
                                Gluster.named(
                                        "gv0/dir/s1.qcow2",
                                        List.of(Inet.of("127.0.0.1", 24_007), new UnixSocket("/run/g.socket"))))))
                .isEqualTo("<domainsnapshot><disks>"
                        + "<disk name=\"vda\" snapshot=\"external\" type=\"file\">"
                        + "<source file=\"/images/a &amp; &quot;b&quot; &lt;c&gt;.qcow2\"/><driver type=\"qcow2\"/></disk>"
                        + "<disk name=\"vdb\" snapshot=\"external\" type=\"network\">"
                        + "<source protocol=\"gluster\" name=\"gv0/dir/s1.qcow2\">"
                        + "<host name=\"127.0.0.1\" port=\"24007\"/>"
                        + "<host transport=\"unix\" socket=\"/run/g.socket\"/></source><driver type=\"qcow2\"/></disk>"
                        + "</disks></domainsnapshot>");
    }

    @Test
    void everyOtherDiskIsNamedAsNotTakingPart() {
        assertThat(ExternalSnapshot.of(odd, Map.of(VDA, new File("/images/a1"))))
                .contains("<disk name=\"vdb\" snapshot=\"no\"/><disk name=\"vdc\" snapshot=\"no\"/>")
                .contains("<disk name=\"sda\" snapshot=\"no\"/>")
                .containsOnlyOnce("external");
    }

    @Test
    void everyKindOfOverlayIsValidForLibvirt() {
        Schemas schema = Schemas.of("domainsnapshot");
        Optional<StorageUser> user =
                Optional.of(new StorageUser("libvirt", Optional.of(new StorageUser.Secret.ForUsage("ceph"))));
        for (ImageLocation overlay : List.of(
                new File("/images/a1"),
                new ImageLocation.BlockDevice("/dev/vg/a1"),
                Gluster.named("gv0/a1", List.of(Inet.of("h1"), Inet.of("::1", 24_007), new UnixSocket("/s"))),
                new Nfs("/export/a1", Inet.of("127.0.0.1"), Optional.of(NfsIdentity.of(1, 2))),
                new Nbd("a1", Inet.of("127.0.0.1", 10_809)),
                new Nbd("", new UnixSocket("/run/nbd.sock")),
                Rbd.named("rbd/a1", List.of(Inet.of("127.0.0.1", 6789)), user, Optional.of("/etc/ceph/c.conf")),
                Rbd.named("rbd/ns/a1", List.of(), Optional.empty(), Optional.empty()))) {
            String xml = ExternalSnapshot.of(odd, Map.of(VDA, overlay, VDB, new File("/images/b1")));
            schema.assertValid(overlay instanceof NetworkLocation ? withoutNetworkDriver(xml) : xml);
        }
    }

    /** libvirt takes a driver for network storage, too, and must be told the format; only its schema knows none there. */
    private static String withoutNetworkDriver(String xml) {
        String without =
                xml.replaceFirst("(type=\"network\">(?:(?!</disk>).)*)<driver type=\"qcow2\"/></disk>", "$1</disk>");
        assertThat(without).isNotEqualTo(xml);
        return without;
    }

    @Test
    void theSchemaRefusesWhatLibvirtRefuses() {
        Schemas schema = Schemas.of("domainsnapshot");
        String valid = ExternalSnapshot.of(odd, Map.of(VDA, new File("/images/a1")));
        schema.assertInvalid(valid.replace("external", "bogus"));
        schema.assertInvalid(valid.replace("<driver", "<drover"));
    }

    @Test
    void whatCannotBeTakenIsRefused() {
        refused(ErrorCode.INVALID_ARGUMENT, () -> ExternalSnapshot.of(odd, Map.of()));
        refused(
                ErrorCode.DISK_NOT_FOUND,
                () -> ExternalSnapshot.of(odd, Map.of(new DiskTarget("vdz"), new File("/images/a1"))));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> ExternalSnapshot.of(odd, Map.of(VDA, new File("/images/a1"), VDB, new File("/images/./a1"))));
        refused(
                ErrorCode.NOT_SUPPORTED,
                () -> ExternalSnapshot.of(odd, Map.of(VDA, new ImageLocation.PoolVolume("p", "v"))));
        refused(
                ErrorCode.NOT_SUPPORTED,
                () -> ExternalSnapshot.of(odd, Map.of(VDA, new ImageLocation.Unsupported("something"))));
    }
}
