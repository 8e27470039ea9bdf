package org.chainsmith.qemuimg.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.operation.Commit;
import org.chainsmith.core.operation.CreateBase;
import org.chainsmith.core.operation.CreateOverlay;
import org.chainsmith.core.operation.ForgetLedger;
import org.chainsmith.core.operation.LiveCommit;
import org.chainsmith.core.operation.LivePull;
import org.chainsmith.core.operation.MergeChoice;
import org.chainsmith.core.operation.Operation;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.OperationLog.Direction;
import org.chainsmith.core.operation.OperationLog.Open;
import org.chainsmith.core.operation.OperationLog.Outcome;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Pull;
import org.chainsmith.core.operation.RecordLedger;
import org.chainsmith.core.operation.RemoveImages;
import org.chainsmith.core.operation.Repoint;
import org.chainsmith.core.operation.SwitchToOverlay;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileOperationLogTest {
    private static final VolumeId VOLUME = new VolumeId("11111111-2222-4333-8444-555555555555");
    private static final Image BASE = image("volume-" + VOLUME, ImageFormat.RAW);
    private static final Image ONE = image(BASE + ".aaaaaaaa-0000-4000-8000-000000000001", ImageFormat.QCOW2);
    private static final Image TWO = image(BASE + ".aaaaaaaa-0000-4000-8000-000000000002", ImageFormat.QCOW2);
    private static final Attachment AT =
            new Attachment(new GuestId("bbbbbbbb-0000-4000-8000-000000000001"), new DiskTarget("vda"));
    private static final BackingChain CHAIN = BackingChain.of(BASE, ONE, TWO);

    @TempDir
    Path directory;

    private Store store;
    private FileOperationLog log;
    private Path file;

    @BeforeEach
    void open() {
        store = Store.open(directory, Effects.DIRECT);
        log = new FileOperationLog(store, new CinderLayout());
        file = directory.resolve(".chainsmith/volume-" + VOLUME + ".log");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Image image(String name, ImageFormat format) {
        return Image.empty(new ImageName(name), format, new VirtualSize(1 << 20));
    }

    /** An operation with every kind of step. */
    private static Operation operation() {
        TreeMap<SnapshotId, ImageName> overlays = new TreeMap<>();
        overlays.put(new SnapshotId("aaaaaaaa-0000-4000-8000-000000000001"), ONE.name());
        SnapshotLedger ledger = new SnapshotLedger(VOLUME, TWO.name(), overlays, Map.of(BASE.name(), ImageFormat.RAW));
        ChainRange range = new ChainRange(BASE.name(), ONE.name());
        Plan plan = new Plan(
                OperationKind.DELETE_SNAPSHOTS,
                VOLUME,
                List.of(new SnapshotId("aaaaaaaa-0000-4000-8000-000000000001")),
                Optional.of(CHAIN),
                Optional.of(CHAIN.committed(range)),
                List.of(
                        new CreateBase(BASE),
                        new CreateOverlay(TWO, ONE),
                        new Commit(CHAIN, range, 4096),
                        new Pull(CHAIN, range, 8192),
                        new Repoint(TWO, ONE, BASE),
                        new RecordLedger(Optional.of(ledger), ledger),
                        new RecordLedger(Optional.empty(), ledger),
                        new RemoveImages(List.of(ONE), RemoveImages.Scope.CHAIN_REMAINS),
                        new ForgetLedger(),
                        new SwitchToOverlay(AT, BackingChain.of(BASE, ONE), TWO),
                        new LiveCommit(AT, CHAIN, range, Optional.of(TWO), 4096),
                        new LiveCommit(AT, CHAIN, range, Optional.empty(), 4096),
                        new LivePull(AT, "42-1700000000", CHAIN, range, 8192)),
                List.of(new MergeChoice(range, BASE.name(), "a choice, and why", List.of())),
                12288);
        return new Operation(OperationId.random(), plan);
    }

    @Test
    void everyKindOfStepIsReadBackAsWritten() {
        Operation operation = operation();
        log.begin(operation);
        assertThat(log.open(VOLUME)).contains(new Open(operation, 0));
    }

    @Test
    void stepsAndTheEndAreRemembered() {
        Operation operation = operation();
        log.begin(operation);
        log.stepDone(operation, 0);
        log.stepDone(operation, 1);
        assertThat(log.open(VOLUME)).contains(new Open(operation, 2));
        log.end(operation, Outcome.COMPLETED);
        assertThat(log.open(VOLUME)).isEmpty();
        assertThat(log.ended(VOLUME)).singleElement().satisfies(ended -> {
            assertThat(ended.id()).isEqualTo(operation.id());
            assertThat(ended.removed()).containsExactly(ONE.name());
            assertThat(ended.outcome()).isEqualTo(Outcome.COMPLETED);
        });
        assertThat(log.volumes()).containsExactly(VOLUME);
    }

    @Test
    void aLogWhoseChoicesAreLinesOfTextIsStillUnderstood() throws IOException {
        Operation operation = operation();
        log.begin(operation);
        String document = Files.readString(file).strip().substring(9);
        byte[] earlier = document.replaceFirst("\"choices\":\\[[^]]*]", "\"choices\":[\"a choice, and why\"]")
                .getBytes(StandardCharsets.UTF_8);
        CRC32C checksum = new CRC32C();
        checksum.update(earlier);
        Files.writeString(
                file, String.format("%08x ", checksum.getValue()) + new String(earlier, StandardCharsets.UTF_8) + "\n");
        Operation read = log.open(VOLUME).orElseThrow().operation();
        assertThat(read.plan().choices()).isEmpty();
        assertThat(read.plan().steps()).isEqualTo(operation.plan().steps());
    }

    @Test
    void anOperationThatTurnedBackIsFoundSo() {
        Operation operation = operation();
        log.begin(operation);
        log.stepDone(operation, 0);
        log.turnBack(operation, 3);
        assertThat(log.open(VOLUME)).contains(new Open(operation, 3, Direction.BACK));
        log.end(operation, Outcome.TAKEN_BACK);
        assertThat(log.open(VOLUME)).isEmpty();
    }

    @Test
    void aDoneStepSpeaksForThoseBeforeItAndNoneGoesBackward() {
        Operation operation = operation();
        log.begin(operation);
        log.stepDone(operation, 2);
        assertThat(log.open(VOLUME)).contains(new Open(operation, 3));
        log.stepDone(operation, 0);
        assertThatThrownBy(() -> log.open(VOLUME))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_INVALID));
    }

    @Test
    void eachImageIsWrittenOnce() throws IOException {
        log.begin(operation());
        assertThat(Files.readString(file)).containsOnlyOnce(ONE.name().value());
        assertThat(Files.readString(file)).containsOnlyOnce(TWO.name().value());
    }

    @Test
    void aLastLineCutAnywhereCountsAsNotWritten() throws IOException {
        Operation operation = operation();
        log.begin(operation);
        byte[] begun = Files.readAllBytes(file);
        log.stepDone(operation, 0);
        byte[] whole = Files.readAllBytes(file);
        for (int length = begun.length; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(log.open(VOLUME)).as("cut to %d bytes", length).contains(new Open(operation, 0));
        }
        log.stepDone(operation, 0);
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void whatOthersWriteIsSeenBeItMoreLinesOrOtherOnes() throws IOException {
        Operation operation = operation();
        log.begin(operation);
        assertThat(log.open(VOLUME)).contains(new Open(operation, 0));
        FileOperationLog other = new FileOperationLog(store, new CinderLayout());
        other.stepDone(operation, 0);
        assertThat(log.open(VOLUME)).contains(new Open(operation, 1));
        Files.delete(file);
        assertThat(log.open(VOLUME)).isEmpty();
        Operation another = operation();
        other.begin(another);
        assertThat(log.open(VOLUME)).contains(new Open(another, 0));
        other.end(another, Outcome.COMPLETED);
        assertThat(log.open(VOLUME)).isEmpty();
        assertThat(log.ended(VOLUME))
                .singleElement()
                .matches(ended -> ended.id().equals(another.id()));
    }

    @Test
    void aLastLineWithWrongBytesCountsAsNotWritten() throws IOException {
        Operation operation = operation();
        log.begin(operation);
        int begun = (int) Files.size(file);
        log.stepDone(operation, 0);
        byte[] torn = Files.readAllBytes(file);
        Arrays.fill(torn, begun + 20, torn.length - 1, (byte) 0);
        Files.write(file, torn);
        assertThat(log.open(VOLUME)).contains(new Open(operation, 0));
    }

    @Test
    void damageBeforeTheLastLineIsSaidAndStopsEverything() throws IOException {
        Operation operation = operation();
        log.begin(operation);
        log.stepDone(operation, 0);
        log.stepDone(operation, 1);
        byte[] damaged = Files.readAllBytes(file);
        damaged[100] ^= 1;
        Files.write(file, damaged);
        assertThatThrownBy(() -> log.open(VOLUME))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_INVALID));
        assertThatThrownBy(() -> log.stepDone(operation, 2)).isInstanceOf(SnapshotException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
    }

    @Test
    void aLongLogIsRewrittenAndStillKnowsWhatEnded() throws IOException {
        Operation last = operation();
        for (int i = 0; i < 60; i++) {
            last = operation();
            log.begin(last);
            log.end(last, Outcome.COMPLETED);
        }
        assertThat(Files.size(file)).isLessThan(128 << 10);
        OperationId id = last.id();
        assertThat(log.ended(VOLUME)).hasSize(60);
        assertThat(log.ended(VOLUME))
                .last()
                .satisfies(ended -> assertThat(ended.id()).isEqualTo(id));
    }

    @Test
    void anAppendThatFailsLeavesNoLine() {
        Operation operation = operation();
        FailingSync effects = new FailingSync();
        try (Store failing = Store.open(directory, effects)) {
            FileOperationLog unlucky = new FileOperationLog(failing, new CinderLayout());
            assertThatThrownBy(() -> unlucky.begin(operation)).isInstanceOf(SnapshotException.class);
        }
        assertThat(log.open(VOLUME)).isEmpty();
    }

    /** The first sync of the log fails, as on a full or broken disk. */
    private static final class FailingSync implements Effects {
        private boolean failed;

        @Override
        public <T> T perform(String effect, java.util.function.Supplier<T> act) {
            if (!failed && effect.startsWith("sync volume-")) {
                failed = true;
                throw new SnapshotException(ErrorCode.IO_ERROR, "planted");
            }
            return act.get();
        }
    }
}
