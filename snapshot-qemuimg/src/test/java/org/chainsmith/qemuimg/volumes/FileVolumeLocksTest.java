package org.chainsmith.qemuimg.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.VolumeLocks.Held;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileVolumeLocksTest {
    private static final VolumeId VOLUME = new VolumeId("11111111-2222-4333-8444-555555555555");
    private static final VolumeId OTHER = new VolumeId("11111111-2222-4333-8444-666666666666");

    @TempDir
    Path directory;

    private Store store;
    private FileVolumeLocks locks;

    @BeforeEach
    void open() {
        store = Store.open(directory, Effects.DIRECT);
        locks = new FileVolumeLocks(store, new CinderLayout());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void excludesEvenTheSameThread() {
        try (Held held = locks.acquire(VOLUME, Duration.ZERO)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> locks.acquire(VOLUME, Duration.ZERO))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VOLUME_BUSY));
        }
        locks.acquire(VOLUME, Duration.ZERO).close();
    }

    @Test
    void otherVolumesAreFree() {
        try (Held one = locks.acquire(VOLUME, Duration.ZERO);
                Held two = locks.acquire(OTHER, Duration.ZERO)) {
            assertThat(one).isNotSameAs(two);
        }
    }

    @Test
    void waitsForAHolderThatGoes() throws Exception {
        Held held = locks.acquire(VOLUME, Duration.ZERO);
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Held> second = CompletableFuture.supplyAsync(() -> {
            waiting.countDown();
            return locks.acquire(VOLUME, Duration.ofSeconds(30));
        });
        waiting.await();
        held.close();
        second.get(20, TimeUnit.SECONDS).close();
    }

    /** A program that is being started has a copy of every open file for a moment, and the lock with it. */
    @Test
    void isFreeAtOnceAlthoughProgramsAreBeingStarted() throws Exception {
        Files.writeString(directory.resolve("volume-" + VOLUME), "");
        CompletableFuture<Void> starter = CompletableFuture.runAsync(() -> {
            for (int program = 0; program < 200; program++) {
                startAndWait("/bin/true");
            }
        });
        while (!starter.isDone()) {
            locks.acquire(VOLUME, Duration.ZERO).close();
        }
        starter.get();
    }

    private static void startAndWait(String program) {
        try {
            new ProcessBuilder(program).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The holder removes the lock file of a volume that is gone; whoever waited must not hold the removed file. */
    @Test
    void lockFilesOfVolumesThatAreGoneDoNotStay() throws Exception {
        locks.acquire(VOLUME, Duration.ZERO).close();
        assertThat(directory.resolve(".chainsmith/volume-" + VOLUME + ".lock")).doesNotExist();
        Files.writeString(directory.resolve("volume-" + VOLUME), "");
        locks.acquire(VOLUME, Duration.ZERO).close();
        assertThat(directory.resolve(".chainsmith/volume-" + VOLUME + ".lock")).exists();
    }
}
