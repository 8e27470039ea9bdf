package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Lets one at a time do something: threads of this process, and all processes that are given the same directory. */
final class HostLock {
    private static final long FIRST_PAUSE = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(500).toNanos();

    /**
     * A process has a file locked once, and loses the lock when it closes any opening of the file: so one thread at a time.
     * By the name alone, as a directory may have several paths.
     */
    private static final Map<String, Object> PROCESS = new ConcurrentHashMap<>();

    private final Optional<Path> directory;
    private final String name;
    private final String deed;
    private final Duration patience;

    /**
     * Locks a file of its own.
     *
     * @param directory is made with the first lock; empty if no other process does the same
     * @param name of the file
     * @param deed what the lock is held for, for messages, for example {@code changing the definition of a guest}
     * @param patience how long other processes are waited for
     */
    HostLock(Optional<Path> directory, String name, String deed, Duration patience) {
        this.directory = requireNonNull(directory, "directory is null");
        this.name = requireNonNull(name, "name is null");
        this.deed = requireNonNull(deed, "deed is null");
        this.patience = requireNonNull(patience, "patience is null");
    }

    /**
     * Does something while nobody else does.
     *
     * <p>Not to be called from within itself.
     *
     * @throws SnapshotException VOLUME_BUSY if another process does not come to its end: nothing was changed; IO_ERROR of
     *     the lock; and of the act itself
     */
    <T> T during(Supplier<T> act) {
        synchronized (PROCESS.computeIfAbsent(name, unused -> new Object())) {
            if (directory.isEmpty()) {
                return act.get();
            }
            try (FileChannel file = open(directory.get())) {
                await(file);
                return act.get();
            } catch (IOException e) {
                throw new SnapshotException(
                        ErrorCode.IO_ERROR, "The lock " + directory.get().resolve(name) + " failed: " + e, e);
            }
        }
    }

    private FileChannel open(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return FileChannel.open(directory.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** The lock ends with the opening of the file. */
    private void await(FileChannel file) throws IOException {
        long start = System.nanoTime();
        for (long pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return;
            }
            if (System.nanoTime() - start >= patience.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                throw new SnapshotException(
                                ErrorCode.VOLUME_BUSY,
                                "Another process is " + deed + " (waited "
                                        + Duration.ofNanos(System.nanoTime() - start)
                                                .toMillis()
                                        + " ms). Nothing was changed.")
                        .hint("Try again when it has ended.");
            }
            LockSupport.parkNanos(pause); // the kernel offers no wait with a deadline
        }
    }
}
