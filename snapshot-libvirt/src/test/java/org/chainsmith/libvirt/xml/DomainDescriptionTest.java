package org.chainsmith.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageLocation.File;
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

/** What libvirt says of a guest, as values. live.xml and inactive.xml are what libvirt 9.0 really said. */
final class DomainDescriptionTest {
    private static final DiskTarget VDA = new DiskTarget("vda");
    private static final DiskTarget VDB = new DiskTarget("vdb");
    private static final DiskTarget VDC = new DiskTarget("vdc");

    private final DomainDescription live = DomainDescription.parse(Schemas.fixture("live.xml"));
    private final DomainDescription inactive = DomainDescription.parse(Schemas.fixture("inactive.xml"));
    private final DomainDescription gluster = DomainDescription.parse(Schemas.fixture("gluster.xml"));
    private final DomainDescription other = DomainDescription.parse(Schemas.fixture("nfs-rbd.xml"));
    private final DomainDescription odd = DomainDescription.parse(Schemas.fixture("odd.xml"));

    private static void refused(ErrorCode code, String message, ThrowingCallable call) {
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(call)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aChainOfFilesIsReadWithItsIndexesAndItsEnd() {
        DiskChain chain = live.disk(VDA).chain();
        assertThat(chain).hasToString("/images/a.qcow2 <- /images/a1.qcow2 <- /images/a2.qcow2");
        assertThat(chain.layers()).extracting(DiskChain.Layer::format).containsOnly(Optional.of("qcow2"));
        assertThat(chain.layers()).extracting(DiskChain.Layer::index).doesNotContain(OptionalInt.empty());
        assertThat(chain.layers()).extracting(DiskChain.Layer::index).doesNotHaveDuplicates();
        assertThat(chain.below()).isEqualTo(DiskChain.Below.NOTHING);
        assertThat(chain.requireComplete()).isSameAs(chain);
    }

    @Test
    void anAgentIsThereWhenItsChannelIsOpen() {
        assertThat(live.agentConnected()).isFalse();
        assertThat(inactive.agentConnected()).isFalse();
        String open = Schemas.fixture("live.xml").replace("state='disconnected'", "state='connected'");
        assertThat(DomainDescription.parse(open).agentConnected()).isTrue();
        String ofOthers = open.replace("name='org.qemu.guest_agent.0'", "name='com.redhat.spice.0'");
        assertThat(DomainDescription.parse(ofOthers).agentConnected()).isFalse();
    }

    @Test
    void theLayersOfADefinitionHaveNoIndexes() {
        DiskChain chain = inactive.disk(VDA).chain();
        assertThat(chain.layers()).extracting(DiskChain.Layer::index).containsOnly(OptionalInt.empty());
        assertThat(chain.layers().get(0).location()).isEqualTo(new File("/images/a2.qcow2"));
    }

    @Test
    void anActiveCommitIsAMirrorThatGetsReady() {
        assertThat(live.disk(VDB).mirror())
                .contains(new DiskDescription.Mirror(
                        "active-commit",
                        DiskDescription.Mirror.State.READY,
                        Optional.of(new File("/images/b.raw")),
                        Optional.of("raw")));
        assertThat(live.disk(VDA).mirror()).isEmpty();
    }

    @Test
    void anOverlayOnAnExportOfNbd() {
        DiskDescription disk = live.disk(VDC);
        Inet host = Inet.of("127.0.0.1", 10_822);
        assertThat(disk.chain().layers())
                .extracting(DiskChain.Layer::location)
                .containsExactly(new Nbd("ov1", host), new Nbd("base", host));
        assertThat(disk.chain().isComplete()).isTrue();
        assertThat(disk.driver().cache()).contains("none");
    }

    @Test
    void glusterNamesAreFoundByMeaning() {
        DiskDescription disk = gluster.diskAt(Gluster.named("gv0/s1-rel.qcow2", List.of(Inet.of("127.0.0.1"))));
        assertThat(disk.target()).isEqualTo(VDA);
        assertThat(disk.chain().layers().get(0).location())
                .isEqualTo(Gluster.named(
                        "gv0/./s1-rel.qcow2",
                        List.of(
                                Inet.of("127.0.0.1", 24_007),
                                Inet.of("store-2.example.org"),
                                new UnixSocket("/run/glusterd.socket"))));
        assertThat(disk.chain().at(Gluster.named("gv0/dir/base.raw", List.of(Inet.of("127.0.0.1")))))
                .get()
                .extracting(DiskChain.Layer::index)
                .isEqualTo(OptionalInt.of(2));
    }

    @Test
    void withoutATerminatorWhatLiesBelowAQcow2LayerIsUnknown() {
        DiskChain chain = other.disk(VDA).chain();
        assertThat(chain.layers())
                .extracting(DiskChain.Layer::location)
                .containsExactly(new Nfs(
                        "/nfs/export/m1.qcow2", Inet.of("127.0.0.1"), Optional.of(NfsIdentity.of(64_055, 64_055))));
        assertThat(chain).hasToString("? <- nfs://127.0.0.1/nfs/export/m1.qcow2");
        refused(ErrorCode.CHAIN_UNKNOWN, "not known", chain::requireComplete);
    }

    @Test
    void aRawLayerIsTheLastWithOrWithoutATerminator() {
        DiskChain chain = other.disk(VDB).chain();
        assertThat(chain.below()).isEqualTo(DiskChain.Below.UNKNOWN);
        assertThat(chain.isComplete()).isTrue();
    }

    @Test
    void theUserOfRbdIsReadBesideAndWithinTheSource() {
        assertThat(other.disk(VDB).chain().layers())
                .extracting(DiskChain.Layer::location)
                .containsExactly(
                        Rbd.named(
                                "rbd/over",
                                List.of(Inet.of("127.0.0.1", 6789)),
                                Optional.of(new StorageUser(
                                        "libvirt",
                                        Optional.of(new StorageUser.Secret.WithUuid(
                                                "8a0d6bd5-41cb-4e95-a0f6-2f0b6d2cbb53")))),
                                Optional.of("/etc/ceph/ceph.conf")),
                        Rbd.named(
                                "rbd/ns/base",
                                List.of(Inet.of("127.0.0.1", 6789)),
                                Optional.of(new StorageUser(
                                        "libvirt", Optional.of(new StorageUser.Secret.ForUsage("client.libvirt")))),
                                Optional.empty()));
    }

    @Test
    void onlyDisksAmongTheDevicesCount() {
        assertThat(odd.disks())
                .extracting(disk -> disk.target().value())
                .containsExactly("vda", "vdb", "vdc", "vdd", "vde", "sda");
        assertThat(odd.disk(VDA).source()).contains(new File("/images/a.raw"));
    }

    @Test
    void marksAndKindsAreRead() {
        assertThat(odd.disk(VDB).marks()).containsExactly(DiskDescription.Mark.SHAREABLE);
        assertThat(odd.disk(VDB).source()).contains(new ImageLocation.BlockDevice("/dev/vg/lv"));
        assertThat(odd.disk(VDC).marks()).containsExactly(DiskDescription.Mark.TRANSIENT);
        assertThat(odd.disk(VDC).source()).contains(new ImageLocation.PoolVolume("pd1", "v.qcow2"));
        DiskDescription drive = odd.disk(new DiskTarget("sda"));
        assertThat(drive.marks()).containsExactly(DiskDescription.Mark.READ_ONLY);
        assertThat(drive.device()).isEqualTo("cdrom");
        assertThat(drive.source()).isEmpty();
        assertThat(odd.disk(VDA).driver())
                .isEqualTo(new DiskDescription.Driver(
                        Optional.of("qemu"),
                        Optional.of("raw"),
                        Optional.of("none"),
                        Optional.of("native"),
                        Optional.of("unmap")));
    }

    @Test
    void whatIsNotWorkedOnIsSaidAndDoesNotHideTheRest() {
        assertThat(odd.disk(new DiskTarget("vdd")).source()).get().isInstanceOf(ImageLocation.Unsupported.class);
        assertThat(odd.disk(new DiskTarget("vde")).source()).get().isInstanceOf(ImageLocation.Unsupported.class);
    }

    @Test
    void aDiskIsFoundOnceOrTheErrorSaysHowMany() {
        assertThat(live.diskWithSerial("vda1").target()).isEqualTo(VDA);
        refused(ErrorCode.DISK_AMBIGUOUS, "has 2 disks with serial \"twice\"", () -> odd.diskWithSerial("twice"));
        refused(ErrorCode.DISK_NOT_FOUND, "has 0 disks with serial", () -> live.diskWithSerial("vda"));
        refused(ErrorCode.DISK_NOT_FOUND, "has 0 disks with target vdz", () -> live.disk(new DiskTarget("vdz")));
        refused(ErrorCode.DISK_NOT_FOUND, "has 0 disks with source", () -> live.diskAt(new File("/images/a1.qcow2")));
    }

    @Test
    void aChainOf256LayersIsRead() {
        String layers = "<backingStore type='file'><format type='qcow2'/><source file='/l'/>".repeat(255)
                + "<backingStore/>" + "</backingStore>".repeat(255);
        DomainDescription deep = DomainDescription.parse(
                "<domain><name>d</name><uuid>" + live.id() + "</uuid><devices><disk type='file'><source file='/a'/>"
                        + layers + "<target dev='vda'/></disk></devices></domain>");
        assertThat(deep.disk(VDA).chain().layers()).hasSize(256);
        refused(ErrorCode.CHAIN_LOOP, "255 layers", () -> deep.disk(VDA).chain().at(new File("/l")));
    }
}
