package org.chainsmith.qemuimg.volumes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumeLedgersTest {
    private static final VolumeId VOLUME = new VolumeId("711e0000-2222-4333-8444-555555555555");
    private static final SnapshotId SNAPSHOT = new SnapshotId("635bb3ef-8f79-42ec-a3be-64e28fa7173c");
    private static final String BASE = "volume-" + VOLUME;
    private static final ImageName OVERLAY = new ImageName(BASE + "." + SNAPSHOT);

    @TempDir
    Path directory;

    private Store store;
    private VolumeLedgers ledgers;

    @BeforeEach
    void open() {
        store = Store.open(directory, Effects.DIRECT);
        ledgers = new VolumeLedgers(store, new CinderLayout());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void info(String text) throws IOException {
        Files.writeString(directory.resolve(BASE), "");
        Files.writeString(directory.resolve(BASE + ".info"), text);
    }

    private static SnapshotLedger oneSnapshot() {
        TreeMap<SnapshotId, ImageName> overlays = new TreeMap<>();
        overlays.put(SNAPSHOT, OVERLAY);
        return new SnapshotLedger(
                VOLUME, OVERLAY, overlays, Map.of(new ImageName(BASE), ImageFormat.RAW, OVERLAY, ImageFormat.QCOW2));
    }

    @Test
    void theRecordIsCindersToTheByte() throws IOException {
        Files.writeString(directory.resolve(OVERLAY.value()), "");
        ledgers.save(oneSnapshot());
        assertThat(directory.resolve(BASE + ".info"))
                .hasContent("{\n \"" + SNAPSHOT + "\": \"" + OVERLAY + "\",\n \"active\": \"" + OVERLAY + "\"\n}");
        assertThat(Files.size(directory.resolve(BASE + ".info"))).isEqualTo(222);
    }

    @Test
    void whatWasSavedIsFound() throws IOException {
        Files.writeString(directory.resolve(OVERLAY.value()), "");
        ledgers.save(oneSnapshot());
        assertThat(ledgers.find(VOLUME)).contains(oneSnapshot());
    }

    @Test
    void aVolumeWithoutSnapshotsHasNoRecordButAFormat() throws IOException {
        Files.writeString(directory.resolve(BASE), "");
        SnapshotLedger plain = new SnapshotLedger(
                VOLUME, new ImageName(BASE), new TreeMap<>(), Map.of(new ImageName(BASE), ImageFormat.RAW));
        ledgers.save(plain);
        assertThat(directory.resolve(BASE + ".info")).doesNotExist();
        assertThat(ledgers.find(VOLUME)).contains(plain);
    }

    @Test
    void aRecordThatIsThereStaysWhenTheLastSnapshotGoes() throws IOException {
        info("{\"active\": \"" + BASE + "\"}");
        ledgers.save(new SnapshotLedger(VOLUME, new ImageName(BASE), new TreeMap<>(), Map.of()));
        assertThat(directory.resolve(BASE + ".info")).hasContent("{\n \"active\": \"" + BASE + "\"\n}");
    }

    @Test
    void anEmptyObjectIsNoRecord() throws IOException {
        info("{}");
        assertThat(ledgers.find(VOLUME).orElseThrow().active().value()).isEqualTo(BASE);
    }

    @Test
    void whereNothingIsThereIsNoVolume() {
        assertThat(ledgers.find(VOLUME)).isEmpty();
        assertThat(ledgers.volumes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "{\"active\": 1}",
                "{\"active\": null}",
                "{\"active\": \"/etc/passwd\"}",
                "{\"active\": \"../VOLUME\"}",
                "{\"active\": \"volume-99999999-2222-4333-8444-555555555555\"}",
                "{\"active\": \"VOLUME\\n\"}",
                "{\"active\": \"VOLUME\", \"active\": \"VOLUME\"}",
                "{\"active\": \"VOLUME\"} {}",
                "{\"active\": \"VOLUME\"}x",
                "{\"active\": \"VOLUME\", \"other\": \"VOLUME\"}",
                "{\"active\": \"VOLUME\", \"1-1-1-1-1\": \"VOLUME.635bb3ef-8f79-42ec-a3be-64e28fa7173c\"}",
                "{\"635bb3ef-8f79-42ec-a3be-64e28fa7173c\": \"VOLUME.635bb3ef-8f79-42ec-a3be-64e28fa7173c\"}",
                "{\"active\": \"VOLUME\", \"635bb3ef-8f79-42ec-a3be-64e28fa7173c\": {\"a\": [1]}}",
                "{\"active\": \"VOLUME\", \"635bb3ef-8f79-42ec-a3be-64e28fa7173c\": \"VOLUME.aaaaaaaa-8f79-42ec-a3be-64e28fa7173c\", "
                        + "\"735bb3ef-8f79-42ec-a3be-64e28fa7173c\": \"VOLUME.aaaaaaaa-8f79-42ec-a3be-64e28fa7173c\"}",
                "{\"active\": NaN}",
                "\u0000\u0000\u0000\u0000"
            })
    void refusesEveryOtherRecord(String text) throws IOException {
        String record = text.replace("VOLUME", BASE);
        info(record);
        assertThatThrownBy(() -> ledgers.find(VOLUME)).isInstanceOfSatisfying(SnapshotException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_INVALID);
            assertThat(e.volume()).contains(VOLUME.value());
            assertThat(e.hint()).isPresent();
        });
        assertThat(directory.resolve(BASE + ".info")).hasContent(record);
    }

    @Test
    void refusesBytesThatAreNotUtf8AndRecordsWithoutBounds() throws IOException {
        info("{}");
        Files.write(directory.resolve(BASE + ".info"), new byte[] {'{', '"', (byte) 0xff, '"', '}'});
        assertThatThrownBy(() -> ledgers.find(VOLUME)).isInstanceOf(SnapshotException.class);
        Files.writeString(directory.resolve(BASE + ".info"), " ".repeat(StrictJson.SIZE_LIMIT + 1) + "{}");
        assertThatThrownBy(() -> ledgers.find(VOLUME)).isInstanceOf(SnapshotException.class);
        Files.writeString(directory.resolve(BASE + ".info"), "[".repeat(100_000));
        assertThatThrownBy(() -> ledgers.find(VOLUME)).isInstanceOf(SnapshotException.class);
    }

    @Test
    void aRecordBehindASymlinkIsRefused() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "{\"active\": \"" + BASE + "\"}");
        Files.createSymbolicLink(directory.resolve(BASE + ".info"), elsewhere);
        assertThatThrownBy(() -> ledgers.find(VOLUME))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_NOT_REGULAR));
    }

    @Test
    void volumesAreFoundByTheirFilesWhateverElseIsThere() throws IOException {
        for (String name : new String[] {"lost+found", "volume-1.info", "." + BASE + ".tmp", "x"}) {
            Files.write(directory.resolve(name), "x".getBytes(UTF_8));
        }
        info("{}");
        assertThat(ledgers.volumes()).containsExactly(VOLUME);
    }
}
