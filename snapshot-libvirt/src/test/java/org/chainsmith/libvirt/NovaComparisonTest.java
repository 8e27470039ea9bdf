package org.chainsmith.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.libvirt.BlockJobs.References;
import org.chainsmith.libvirt.xml.DiskDescription;
import org.chainsmith.libvirt.xml.DomainDescription;
import org.chainsmith.libvirt.xml.ExternalSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * What libvirt is told is, by its meaning, what OpenStack Nova tells it. The expectations are those of Nova's own tests of
 * volume snapshots ({@code LibvirtVolumeSnapshotTestCase} and {@code LibvirtConfigGuestSnapshotTest} of Nova 26), whose
 * names are at each test; where Nova now says {@code netfs}, it said {@code gluster} at first.
 *
 * <p>Nova names a disk in the document of a snapshot by its source, here it is named by its target, which libvirt takes for
 * the same. Nova lets libvirt freeze the guest; here the agent is asked before. Here all disks are told to change at once
 * ({@code ATOMIC}), the format is told, and bandwidths are in bytes: none of it changes the meaning.
 */
final class NovaComparisonTest {
    private static final int DISK_ONLY = 16;
    private static final int NO_METADATA = 4;
    private static final int REUSE_EXTERNAL = 32;
    private static final int COMMIT_RELATIVE = 8;
    private static final int REBASE_RELATIVE = 16;

    private static final String FILE_DISK =
            "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/d/snap-2.img' index='7'/>"
                    + "<backingStore type='file' index='4'><format type='qcow2'/><source file='/d/snap.img'/>"
                    + "<backingStore type='file' index='5'><format type='qcow2'/><source file='/d/other-snap.img'/>"
                    + "<backingStore/></backingStore></backingStore><target dev='vda' bus='virtio'/></disk>";

    private static String networkDisk(String directory, String hosts) {
        return "<disk type='network' device='disk'><driver name='qemu' type='qcow2'/>"
                + layer(directory, "root.img", "", hosts)
                + "<backingStore type='network' index='1'><format type='qcow2'/>"
                + layer(directory, "snap.img", "", hosts)
                + "<backingStore type='network' index='2'><format type='qcow2'/>"
                + layer(directory, "snap-b.img", "", hosts)
                + "<backingStore/></backingStore></backingStore><target dev='vdb' bus='virtio'/></disk>";
    }

    private static String layer(String directory, String name, String index, String hosts) {
        return "<source protocol='gluster' name='" + directory + "/" + name + "'" + index + ">" + hosts + "</source>";
    }

    private static String host(String name) {
        return "<host name='" + name + "' port='24007'/>";
    }

    private static DomainDescription domain(String... disks) {
        return DomainDescription.parse(
                "<domain type='kvm'><name>n</name><uuid>5d0e9a4e-2f5a-4c34-9e2c-7a4b6f0c1d2e</uuid>" + "<devices>"
                        + String.join("", disks) + "</devices></domain>");
    }

    private static DiskDescription disk(DomainDescription domain, String target) {
        return domain.disk(new DiskTarget(target));
    }

    private static String created(DomainDescription domain, String target, String overlay) {
        ImageLocation active = disk(domain, target).source().orElseThrow();
        return ExternalSnapshot.of(domain, Map.of(new DiskTarget(target), active.beside(new ImageName(overlay))));
    }

    /** What a document says about a disk: its attributes, and those of what is within, in order. */
    private static List<String> said(String snapshotXml, String target) throws Exception {
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(snapshotXml)))
                .getDocumentElement();
        NodeList disks = root.getElementsByTagName("disk");
        Element disk = IntStream.range(0, disks.getLength())
                .mapToObj(i -> (Element) disks.item(i))
                .filter(each -> each.getAttribute("name").equals(target))
                .findFirst()
                .orElseThrow();
        NodeList within = disk.getElementsByTagName("*");
        return Stream.concat(
                        Stream.of(disk), IntStream.range(0, within.getLength()).mapToObj(i -> (Element) within.item(i)))
                .filter(element -> !element.getTagName().equals("driver"))
                .map(NovaComparisonTest::text)
                .toList();
    }

    private static String text(Element element) {
        TreeMap<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            attributes.put(attribute.getNodeName(), attribute.getNodeValue());
        }
        return element.getTagName() + " " + attributes;
    }

    /** test_volume_snapshot_create_cannot_quiesce, _noquiesce; test_config_snapshot_with_disks. */
    @Test
    void aSnapshotOfAFileNamesTheNewFileAndLeavesOutTheOtherDisk() throws Exception {
        String xml = created(domain(FILE_DISK, networkDisk("vol1", host("server1"))), "vda", "new-file");
        assertThat(said(xml, "vda"))
                .containsExactly("disk {name=vda, snapshot=external, type=file}", "source {file=/d/new-file}");
        assertThat(said(xml, "vdb")).containsExactly("disk {name=vdb, snapshot=no}");
    }

    /** test_volume_snapshot_create_libgfapi, and what _volume_snapshot_create makes of a network disk. */
    @Test
    void aSnapshotOfANetworkDiskNamesTheNewFileOnTheSameVolumeAndServer() throws Exception {
        String xml = created(domain(FILE_DISK, networkDisk("vol1", host("server1"))), "vdb", "new-file");
        assertThat(said(xml, "vdb"))
                .containsExactly(
                        "disk {name=vdb, snapshot=external, type=network}",
                        "source {name=vol1/new-file, protocol=gluster}",
                        "host {name=server1, port=24007}");
        assertThat(said(xml, "vda")).containsExactly("disk {name=vda, snapshot=no}");
    }

    /** test_config_snapshot_with_network_disks, with all servers of the disk. */
    @Test
    void ofSeveralServersAllAreNamed() throws Exception {
        String hosts = host("server1") + host("server2") + host("server3");
        assertThat(said(created(domain(networkDisk("vol1", hosts)), "vdb", "new-file"), "vdb"))
                .endsWith(
                        "host {name=server1, port=24007}",
                        "host {name=server2, port=24007}",
                        "host {name=server3, port=24007}");
    }

    /** Nova takes the first component for the directory, and loses the rest: here the overlay is beside the disk. */
    @Test
    void aPathBelowTheVolumeIsKept() throws Exception {
        String xml = created(domain(networkDisk("vol1/dir/deeper", host("server1"))), "vdb", "new-file");
        assertThat(said(xml, "vdb")).contains("source {name=vol1/dir/deeper/new-file, protocol=gluster}");
        assertThat(disk(domain(networkDisk("vol1/dir", host("s"))), "vdb").device(new ImageName("snap.img")))
                .isEqualTo("vdb[1]");
    }

    @Test
    void theFlagsOfASnapshotHaveTheSameMeaning() {
        assertThat(SnapshotFlag.bits(
                        Set.of(SnapshotFlag.DISK_ONLY, SnapshotFlag.NO_METADATA, SnapshotFlag.REUSE_EXTERNAL)))
                .isEqualTo(DISK_ONLY | NO_METADATA | REUSE_EXTERNAL);
    }

    /**
     * test_volume_snapshot_delete_netdisk_1, _netdisk_relative_1: the newest is pulled onto {@code vdb[1]};
     * _netdisk_relative_2: {@code vdb[1]} is committed. What it is committed into is named in the same way: Nova's test
     * commits into the active layer, which libvirt does not do, and names it {@code vdb[0]}.
     */
    @ParameterizedTest
    @ValueSource(strings = {"vol1", "vol1/dir"})
    void layersOfNetworkDisksAreNamedByTheirIndex(String directory) {
        DiskDescription vdb = disk(domain(FILE_DISK, networkDisk(directory, host("server1"))), "vdb");
        assertThat(vdb.device(new ImageName("snap.img"))).isEqualTo("vdb[1]");
        assertThat(vdb.device(new ImageName("snap-b.img"))).isEqualTo("vdb[2]");
    }

    /** test_volume_snapshot_delete_1, _relative_1, _relative_2: Nova names the files, here it is the same layers' indexes. */
    @Test
    void layersOfFilesAreTheSameByTheirIndex() {
        DiskDescription vda = disk(domain(FILE_DISK), "vda");
        assertThat(vda.device(new ImageName("snap.img"))).isEqualTo("vda[4]");
        assertThat(vda.device(new ImageName("other-snap.img"))).isEqualTo("vda[5]");
    }

    /** The same tests: pulls and commits keep relative names; _nonrelative_null_base, _netdisk_nonrelative_null_base: no. */
    @Test
    void theFlagsOfJobsHaveTheSameMeaning() {
        assertThat(BlockJobs.commitFlags(References.RELATIVE) & COMMIT_RELATIVE).isEqualTo(COMMIT_RELATIVE);
        assertThat(BlockJobs.commitFlags(References.ABSOLUTE) & COMMIT_RELATIVE).isZero();
        assertThat(BlockJobs.rebaseFlags(References.RELATIVE) & REBASE_RELATIVE).isEqualTo(REBASE_RELATIVE);
        assertThat(BlockJobs.rebaseFlags(References.ABSOLUTE) & REBASE_RELATIVE).isZero();
    }
}
