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

    private static final SnapshotId GONE = new SnapshotId("31111111-2222-4333-8444-555555555555");

    private static DiskRecord record(String active, String note) {
        TreeMap<SnapshotId, ImageName> overlays = new TreeMap<>();
        overlays.put(TAKEN, new ImageName(active));
        overlays.put(new SnapshotId("21111111-2222-4333-8444-555555555555"), new ImageName("a1.qcow2"));
        return new DiskRecord(
                new SnapshotLedger(
                        VOLUME,
                        new ImageName(active),
                        overlays,
                        Map.of(new ImageName("a.raw"), ImageFormat.RAW, new ImageName(active), ImageFormat.QCOW2)),
                Map.of(
                        TAKEN,
                        new Consistency(ConsistencyLevel.FILESYSTEM, Duration.ofMillis(41), note),
                        GONE,
                        new Consistency(ConsistencyLevel.CRASH, Duration.ZERO, "")));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        DiskRecord record = record("a & <b>'\" é語.qcow2", "no agent: \"x\" & <y>\nsecond line");
        assertThat(DomainMetadata.read(DomainMetadata.element(record))).isEqualTo(record);
    }

    @Test
    void theElementForLibvirtHasNoNamespaceOfItsOwn() {
        assertThat(DomainMetadata.element(record("a2", "")))
                .startsWith("<disk ")
                .doesNotContain("xmlns", "chainsmith:");
    }

    @Test
    void eachDiskHasANamespaceOfItsOwn() {
        assertThat(DomainMetadata.namespace(VOLUME)).endsWith("/1/" + VOLUME);
    }

    @Test
    void whatXmlCannotHoldIsNotWritten() {
        for (String note : List.of("a\u0001b", "a\ud800b", "a\uffffb")) {
            assertThatExceptionOfType(SnapshotException.class)
                    .isThrownBy(() -> DomainMetadata.element(record("a2", note)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.XML_REFUSED));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "active=, oddity=",
        "format=\"raw\", format=\"vmdk\"",
        "consistency=\"filesystem\", consistency=\"good\"",
        "consistency=\"filesystem\", oddity=\"filesystem\"",
        "frozen-ms=\"41\", frozen-ms=\"-1\"",
        "9f3d5c9e, 9F3D5C9E",
        "overlay=\"a1.qcow2\", overlay=\"../a1\"",
        "overlay=\"a1.qcow2\", overlay=\"a2\"",
        "id=\"21111111-2222, id=\"11111111-2222",
        "snapshot=\"31111111-2222, snapshot=\"11111111-2222",
        "name=\"a.raw\", name=\"a2\"",
    })
    void aDamagedRecordIsRefused(String part, String damaged) {
        String element = DomainMetadata.element(record("a2", ""));
        assertThat(element).contains(part);
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> DomainMetadata.read(element.replace(part, damaged)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_INVALID));
    }
}
