package org.chainsmith.qemuimg.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.CreateBase;
import org.chainsmith.core.operation.Operation;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.OperationLog.Outcome;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system on which nothing is free but what the reserve gives up. */
final class ReserveTest {
    private static final VolumeId VOLUME = new VolumeId("11111111-2222-4333-8444-555555555555");

    @TempDir
    private Path directory;

    private boolean full;

    private final Effects effects = new Effects() {
        @Override
        public <T> T perform(String effect, Supplier<T> act) {
            boolean needsSpace = effect.startsWith("append to ") || effect.startsWith("write ");
            if (full && needsSpace && Files.exists(reserve())) {
                throw new SnapshotException(ErrorCode.NO_SPACE, "planted");
            }
            return act.get();
        }
    };

    private Store opened;

    private FileOperationLog log() {
        opened = Store.open(directory, effects);
        return new FileOperationLog(opened, new CinderLayout());
    }

    @AfterEach
    void close() {
        opened.close();
    }

    private Path reserve() {
        return directory.resolve(".chainsmith/reserve");
    }

    private static Operation operation(OperationKind kind) {
        Image base = Image.empty(new ImageName("volume-" + VOLUME), ImageFormat.RAW, new VirtualSize(1 << 20));
        BackingChain chain = BackingChain.of(base);
        Plan plan = new Plan(
                kind,
                VOLUME,
                List.of(),
                Optional.of(chain),
                Optional.of(chain),
                List.of(new CreateBase(base)),
                List.of(),
                0);
        return new Operation(OperationId.random(), plan);
    }

    @Test
    void aDeletionIsWrittenDownAndTheReserveIsMadeAnewWhenThereIsSpace() {
        FileOperationLog log = log();
        log.begin(operation(OperationKind.CREATE_SNAPSHOTS));
        log.end(log.open(VOLUME).orElseThrow().operation(), Outcome.COMPLETED);
        assertThat(reserve()).hasSize(128 << 10);

        full = true;
        Operation deletion = operation(OperationKind.DELETE_SNAPSHOTS);
        log.begin(deletion);
        assertThat(reserve()).doesNotExist();
        assertThat(log.open(VOLUME).orElseThrow().operation()).isEqualTo(deletion);
        log.end(deletion, Outcome.COMPLETED);

        full = false;
        log.begin(operation(OperationKind.CREATE_SNAPSHOTS));
        assertThat(reserve()).hasSize(128 << 10);
    }

    @Test
    void aCreationDoesNotTakeItButWhatWasBegunIsEndedWithIt() {
        FileOperationLog log = log();
        Operation begun = operation(OperationKind.CREATE_SNAPSHOTS);
        log.begin(begun);
        full = true;
        log.end(begun, Outcome.TAKEN_BACK);
        assertThat(reserve()).doesNotExist();

        full = false;
        Operation again = operation(OperationKind.CREATE_SNAPSHOTS);
        log.begin(again);
        log.end(again, Outcome.COMPLETED);
        full = true;
        SnapshotException refused = catchThrowableOfType(
                SnapshotException.class, () -> log.begin(operation(OperationKind.CREATE_SNAPSHOTS)));
        assertThat(refused.code()).isEqualTo(ErrorCode.NO_SPACE);
        assertThat(reserve()).hasSize(128 << 10);
        assertThat(log.open(VOLUME)).isEmpty();
    }

    @Test
    void aRecordIsReplacedWithItsSpace() {
        FileOperationLog log = log();
        log.begin(operation(OperationKind.CREATE_SNAPSHOTS));
        full = true;

        opened.replace("record", new byte[] {1, 2, 3}, 0644);

        assertThat(reserve()).doesNotExist();
        assertThat(directory.resolve("record")).hasBinaryContent(new byte[] {1, 2, 3});
    }
}
