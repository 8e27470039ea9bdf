package org.chainsmith.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The records of disks in a domain's metadata. */
final class DomainMetadataTest {
    private static final VolumeId VOLUME = new VolumeId("9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4");
    private static final SnapshotId TAKEN = new SnapshotId("11111111-2222-4333-8444-555555555555");

    static DiskLedger ledger(String active, String note) {
        TreeMap<SnapshotId, ImageName> overlays = new TreeMap<>();
        overlays.put(TAKEN, new ImageName(active));
        overlays.put(new SnapshotId("21111111-2222-4333-8444-555555555555"), new ImageName("a1.qcow2"));
        return new DiskLedger(
                new DiskTarget("vda"),
                new SnapshotLedger(
                        VOLUME,
                        new ImageName(active),
                        overlays,
                        Map.of(new ImageName("a.raw"), ImageFormat.RAW, new ImageName(active), ImageFormat.QCOW2)),
                Map.of(TAKEN, new Consistency(ConsistencyLevel.FILESYSTEM, Duration.ofMillis(41), note)));
    }

    private static String withElement(String element) {
        return Schemas.fixture("odd.xml")
                .replace(
                        "<nova:instance>",
                        element.replaceFirst("<disks", "<disks xmlns='" + DomainMetadata.NAMESPACE + "'")
                                + "<nova:instance>");
    }

    @Test
    void whatLibvirtKeptIsRead() {
        List<DiskLedger> ledgers = DomainMetadata.read(Schemas.fixture("live.xml"));
        assertThat(ledgers).hasSize(1);
        DiskLedger ledger = ledgers.get(0);
        assertThat(ledger.target()).isEqualTo(new DiskTarget("vda"));
        assertThat(ledger.ledger().volume()).isEqualTo(VOLUME);
        assertThat(ledger.ledger().active()).isEqualTo(new ImageName("a2.qcow2"));
        assertThat(ledger.ledger().formatOf(new ImageName("a.qcow2"))).contains(ImageFormat.QCOW2);
        assertThat(ledger.reached())
                .isEqualTo(Map.of(TAKEN, new Consistency(ConsistencyLevel.FILESYSTEM, Duration.ofMillis(41), "")));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        List<DiskLedger> ledgers = List.of(ledger("a & <b>'\" é語.qcow2", "no agent: \"x\" & <y>\nsecond line"));
        assertThat(DomainMetadata.read(withElement(DomainMetadata.element(ledgers))))
                .isEqualTo(ledgers);
    }

    @Test
    void theElementForLibvirtHasNoNamespaceOfItsOwn() {
        assertThat(DomainMetadata.element(List.of(ledger("a2", ""))))
                .startsWith("<disks><disk ")
                .doesNotContain("xmlns", "chainsmith:");
    }

    @Test
    void aDomainWithoutRecordsHasNone() {
        assertThat(DomainMetadata.read(Schemas.fixture("odd.xml"))).isEmpty();
    }

    @Test
    void whatXmlCannotHoldIsNotWritten() {
        for (String note : List.of("a\u0001b", "a\ud800b", "a\uffffb")) {
            assertThatExceptionOfType(SnapshotException.class)
                    .isThrownBy(() -> DomainMetadata.element(List.of(ledger("a2", note))))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.XML_REFUSED));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "active=, oddity=",
        "format=\"raw\", format=\"vmdk\"",
        "consistency=\"filesystem\", consistency=\"good\"",
        "frozen-ms=\"41\", frozen-ms=\"-1\"",
        "9f3d5c9e, 9F3D5C9E",
        "overlay=\"a1.qcow2\", overlay=\"../a1\"",
        "overlay=\"a1.qcow2\", overlay=\"a2\"",
        "21111111-2222, 11111111-2222",
        "name=\"a.raw\", name=\"a2\"",
        "target=\"vda\", target=\"../vda\"",
    })
    void aDamagedRecordIsRefused(String part, String damaged) {
        String element = DomainMetadata.element(List.of(ledger("a2", "")));
        assertThat(element).contains(part);
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> DomainMetadata.read(withElement(element.replace(part, damaged))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_INVALID));
    }

    @Test
    void twoRecordsOfOneVolumeAreRefused() {
        DiskLedger ledger = ledger("a2", "");
        String twice = DomainMetadata.element(List.of(ledger, ledger));
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> DomainMetadata.read(withElement(twice)))
                .withMessageContaining("two records");
    }
}
