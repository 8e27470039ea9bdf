package org.chainsmith.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageLocation.File;
import org.chainsmith.core.chain.NetworkLocation.Nfs;
import org.chainsmith.core.chain.NetworkLocation.Rbd;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost.Inet;
import org.chainsmith.core.chain.StorageUser;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.junit.jupiter.api.Test;

/** Only what was asked for changes in a definition. */
final class DomainEditTest {
    private static final DiskTarget VDA = new DiskTarget("vda");

    private final String odd = DomainEdit.of(Schemas.fixture("odd.xml")).xml();

    private static DiskChain.Layer layer(ImageLocation location, String format) {
        return new DiskChain.Layer(OptionalInt.empty(), location, Optional.of(format));
    }

    private static DiskChain chain(DiskChain.Layer... activeFirst) {
        return new DiskChain(List.of(activeFirst), DiskChain.Below.NOTHING);
    }

    private static final DiskChain OVERLAID =
            chain(layer(new File("/images/a1.qcow2"), "qcow2"), layer(new File("/images/a.raw"), "raw"));

    private static String between(String text, String start, String end) {
        return text.substring(text.indexOf(start), text.indexOf(end));
    }

    @Test
    void theDefinitionIsTheSameIfNothingIsAskedFor() {
        assertThat(DomainEdit.of(odd).xml()).isEqualTo(odd);
        assertThat(odd).contains("<!-- written by hand -->", "<qemu:arg value=\"-nodefaults\"/>", "<nova:instance>");
    }

    @Test
    void aDiskGetsItsOverlayAndAllElseStays() {
        String edited = DomainEdit.of(odd).disk(VDA, OVERLAID).xml();
        String newDisk = "<!-- the first disk -->\n"
                + "      <driver cache=\"none\" discard=\"unmap\" io=\"native\" name=\"qemu\" type=\"qcow2\"/>\n"
                + "      <source file=\"/images/a1.qcow2\" startupPolicy=\"optional\">\n"
                + "        <seclabel model=\"dac\" relabel=\"no\"/>\n"
                + "      </source><backingStore type=\"file\"><format type=\"raw\"/><source file=\"/images/a.raw\"/>"
                + "<backingStore/></backingStore>\n      ";
        String oldDisk =
                between(odd, "<!-- the first disk -->", "<target bus=\"virtio\" dev=\"vda\"/>\n      <iotune>");
        assertThat(edited).isEqualTo(odd.replace(oldDisk, newDisk));
        Schemas.of("domain").assertValid(edited);
    }

    @Test
    void anEditIsReadBackAsItWasMeant() {
        DiskChain network = chain(
                layer(
                        Rbd.named(
                                "rbd/over",
                                List.of(Inet.of("127.0.0.1", 6789)),
                                Optional.of(new StorageUser(
                                        "libvirt", Optional.of(new StorageUser.Secret.ForUsage("ceph")))),
                                Optional.empty()),
                        "qcow2"),
                layer(new Nfs("/e/m", Inet.of("h"), Optional.of(NfsIdentity.of(1, 2))), "qcow2"),
                layer(new ImageLocation.BlockDevice("/dev/vg/lv"), "raw"));
        String edited = DomainEdit.of(Schemas.fixture("nfs-rbd.xml"))
                .disk(new DiskTarget("vdb"), network)
                .disk(VDA, OVERLAID)
                .xml();
        DomainDescription read = DomainDescription.parse(edited);
        assertThat(read.disk(new DiskTarget("vdb")).chain()).isEqualTo(network);
        assertThat(read.disk(VDA).chain()).isEqualTo(OVERLAID);
        assertThat(edited).doesNotContain("uuid='8a0d", "identity user=\"+64055\"");
        Schemas.of("domain").assertValid(edited);
    }

    @Test
    void aChainOf256LayersIsWritten() {
        DiskChain deep = new DiskChain(
                IntStream.range(0, 256)
                        .mapToObj(i -> layer(new File("/images/" + i), "qcow2"))
                        .toList(),
                DiskChain.Below.NOTHING);
        String edited = DomainEdit.of(odd).disk(VDA, deep).xml();
        assertThat(DomainEdit.of(edited).xml()).isEqualTo(edited);
        assertThat(DomainDescription.parse(edited).disk(VDA).chain()).isEqualTo(deep);
    }

    @Test
    void editingBackGivesTheOldMeaning() {
        String there = DomainEdit.of(odd).disk(VDA, OVERLAID).xml();
        String back = DomainEdit.of(there)
                .disk(VDA, new DiskChain(List.of(layer(new File("/images/a.raw"), "raw")), DiskChain.Below.UNKNOWN))
                .xml();
        assertThat(back).isEqualTo(odd);
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        DiskChain unformatted = chain(
                layer(new File("/a"), "qcow2"),
                new DiskChain.Layer(OptionalInt.empty(), new File("/b"), Optional.empty()));
        refused(ErrorCode.FORMAT_UNKNOWN, odd, VDA, unformatted);
        refused(ErrorCode.NOT_SUPPORTED, odd, VDA, chain(layer(new ImageLocation.Unsupported("x"), "raw")));
        refused(ErrorCode.DISK_NOT_FOUND, odd, new DiskTarget("vdz"), OVERLAID);
        refused(ErrorCode.BLOCK_JOB_ACTIVE, Schemas.fixture("live.xml"), new DiskTarget("vdb"), OVERLAID);
    }

    private static void refused(ErrorCode code, String xml, DiskTarget target, DiskChain chain) {
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> DomainEdit.of(xml).disk(target, chain))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
