package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;

/** One permit for each volume of a {@link MemoryStore}, shared by all backends on it. */
final class MemoryLocks implements VolumeLocks {
    private final MemoryStore store;

    MemoryLocks(MemoryStore store) {
        this.store = requireNonNull(store, "store is null");
    }

    @Override
    public Held acquire(VolumeId volume, Duration wait) {
        Semaphore lock = store.locks.computeIfAbsent(volume, id -> new Semaphore(1, true));
        if (!taken(lock, wait)) {
            throw new SnapshotException(
                            ErrorCode.VOLUME_BUSY,
                            "Another operation is running on volume " + volume + ". Nothing was changed.")
                    .ofVolume(volume);
        }
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                lock.release();
            }
        };
    }

    private static boolean taken(Semaphore lock, Duration wait) {
        try {
            return lock.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
