package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.backend.VolumeLocks.Held;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One writer per volume. */
@Timeout(120)
interface LockRules extends Rules {
    Duration LONG = Duration.ofSeconds(60);

    private static Thread started(Runnable body) {
        Thread thread = new Thread(body);
        thread.start();
        return thread;
    }

    @Test
    @DisplayName("LK-01 a held lock excludes everybody, within a backend and between backends")
    default void heldLockExcludes() {
        VolumeId volume = volume(0).id();
        try (Held held = backend().locks().acquire(volume, Duration.ZERO)) {
            assertThat(held).isNotNull();
            for (SnapshotBackend other : List.of(backend(), reopened())) {
                assertRefused(() -> other.locks().acquire(volume, Duration.ZERO), ErrorCode.VOLUME_BUSY);
            }
        }
    }

    @Test
    @DisplayName("LK-02 a lock that was released can be taken, and releasing it again harms nobody")
    default void releasedLockCanBeTaken() {
        VolumeId volume = volume(0).id();
        Held first = backend().locks().acquire(volume, Duration.ZERO);
        first.close();
        try (Held second = reopened().locks().acquire(volume, Duration.ZERO)) {
            assertThat(second).isNotNull();
            first.close();
            assertRefused(() -> backend().locks().acquire(volume, Duration.ZERO), ErrorCode.VOLUME_BUSY);
        }
    }

    @Test
    @DisplayName("LK-03 who waits gets the lock when it is released, and not before")
    default void waiterGetsTheReleasedLock() throws InterruptedException, ExecutionException {
        VolumeId volume = volume(0).id();
        AtomicBoolean isReleased = new AtomicBoolean();
        CountDownLatch waiting = new CountDownLatch(1);
        FutureTask<Boolean> waiter = new FutureTask<>(() -> {
            VolumeLocks locks = reopened().locks();
            waiting.countDown();
            try (Held held = locks.acquire(volume, LONG)) {
                assertThat(held).isNotNull();
                return isReleased.get();
            }
        });
        try (Held held = backend().locks().acquire(volume, Duration.ZERO)) {
            assertThat(held).isNotNull();
            started(waiter);
            waiting.await();
            isReleased.set(true);
        }
        assertThat(waiter.get()).isTrue();
    }

    @Test
    @DisplayName("LK-04 locks of two volumes are independent")
    default void locksOfTwoVolumesAreIndependent() {
        VolumeId one = volume(0).id();
        VolumeId other = volume(0).id();
        try (Held held = backend().locks().acquire(one, Duration.ZERO);
                Held second = backend().locks().acquire(other, Duration.ZERO)) {
            assertThat(held).isNotSameAs(second);
        }
    }

    @Test
    @DisplayName("LK-05 of many who take the lock at once, no two hold it at the same time")
    default void lockNeverHasTwoHolders() throws InterruptedException {
        VolumeId volume = volume(0).id();
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger();
        List<Thread> threads = Stream.of(backend(), reopened(), backend(), reopened())
                .map(backend -> started(() -> {
                    for (int i = 0; i < 5; i++) {
                        try (Held held = backend.locks().acquire(volume, LONG)) {
                            if (holders.incrementAndGet() == 1 && held != null) {
                                rounds.incrementAndGet();
                            }
                            backend.ledgers().find(volume);
                            holders.decrementAndGet();
                        }
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(rounds).hasValue(20);
    }

    @Test
    @DisplayName("LK-06 a use case on a locked volume is refused as busy and changes nothing")
    default void lockedVolumeIsBusy() {
        Volume volume = volume(1);
        try (Held held = reopened().locks().acquire(volume.id(), Duration.ZERO)) {
            assertThat(held).isNotNull();
            assertRefused(() -> useCases().createSnapshot(volume.id(), SnapshotId.random()), ErrorCode.VOLUME_BUSY);
        }
        assertThat(useCases().read(volume.id()).chain().toString())
                .isEqualTo(volume.chain().toString());
    }
}
