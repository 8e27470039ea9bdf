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
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * Lets one at a time change the definition of a guest, which libvirt only takes as a whole: threads of this process, and
 * all processes that are given the same directory.
 */
final class DefinitionLock {
    private static final String FILE = "definitions.lock";
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    /** A process has a file locked once, and loses the lock when it closes any opening of the file: so one at a time. */
    private static final Object PROCESS = new Object();

    private final Optional<Path> directory;
    private final Duration patience;

    /**
     * Locks a file of its own.
     *
     * @param directory is made with the first lock; empty if no other process changes definitions
     * @param patience how long other processes are waited for
     */
    DefinitionLock(Optional<Path> directory, Duration patience) {
        this.directory = requireNonNull(directory, "directory is null");
        this.patience = requireNonNull(patience, "patience is null");
    }

    /**
     * Makes a change while nobody else makes one.
     *
     * @throws SnapshotException VOLUME_BUSY if another process does not come to its end: nothing was changed
     */
    <T> T during(Supplier<T> change) {
        synchronized (PROCESS) {
            if (directory.isEmpty()) {
                return change.get();
            }
            try (FileChannel file = open(directory.get())) {
                await(file);
                return change.get();
            } catch (IOException e) {
                throw new SnapshotException(
                        ErrorCode.IO_ERROR, "The lock " + directory.get().resolve(FILE) + " failed: " + e, e);
            }
        }
    }

    private static FileChannel open(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** The lock ends with the opening of the file. */
    private void await(FileChannel file) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return;
            }
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                throw new SnapshotException(
                                ErrorCode.VOLUME_BUSY,
                                "Another process is changing the definition of a guest (waited " + patience.toMillis()
                                        + " ms); it was not changed by this one.")
                        .hint("Try again when it has ended.");
            }
            LockSupport.parkNanos(POLL_NANOS); // the kernel offers no wait with a deadline
        }
    }
}
