package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.chainsmith.qemuimg.storage.FileStatus;

/**
 * Locks on files {@code volume-<id>.lock} in Chainsmith's own directory: open file description locks, which exclude
 * other threads and processes alike, end with their holder, and reach other hosts where the file system's locks do.
 */
public final class FileVolumeLocks implements VolumeLocks {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Store store;
    private final VolumeLayout layout;

    public FileVolumeLocks(Store store, VolumeLayout layout) {
        this.store = requireNonNull(store, "store is null");
        this.layout = requireNonNull(layout, "layout is null");
    }

    @Override
    public Held acquire(VolumeId volume, Duration wait) {
        String name = layout.own(volume) + ".lock";
        Directory directory = store.madeState();
        long deadline = System.nanoTime() + wait.toNanos();
        for (; ; ) {
            Optional<PosixFile> locked = tryLock(directory, name);
            if (locked.isPresent()) {
                return () -> release(directory, volume, locked.get());
            }
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                throw busy(volume, wait);
            }
            LockSupport.parkNanos(POLL_NANOS); // the kernel offers no wait with a deadline
        }
    }

    private static Optional<PosixFile> tryLock(Directory directory, String name) {
        PosixFile file = directory.openOrCreate(name, 0644);
        try {
            if (file.tryLock() && isStill(directory, name, file)) {
                return Optional.of(file);
            }
        } catch (SnapshotException e) {
            file.close();
            throw e;
        }
        file.close();
        return Optional.empty();
    }

    /** The holder before may have removed the file, so that this lock is one on a file that nobody else opens. */
    private static boolean isStill(Directory directory, String name, PosixFile file) {
        FileStatus locked = file.status();
        return directory.status(name).filter(locked::sameFile).isPresent();
    }

    /** The lock file goes with its volume. */
    private void release(Directory directory, VolumeId volume, PosixFile file) {
        try (file) {
            if (layout.files(volume).stream()
                    .allMatch(name -> store.status(name).isEmpty())) {
                directory.unlink(file.name()); // no effect on the volume: a repeated request may do it again
            }
        }
    }

    private static SnapshotException busy(VolumeId volume, Duration wait) {
        return new SnapshotException(
                        ErrorCode.VOLUME_BUSY,
                        "Another operation is running on volume " + volume + " (waited " + wait.toMillis()
                                + " ms). Nothing was changed.")
                .ofVolume(volume)
                .hint("Try again when it has ended, or wait longer for it.");
    }
}
