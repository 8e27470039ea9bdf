package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;

/**
 * A file of checksummed lines in Chainsmith's own directory. A line is appended and synced before what it announces is
 * done. A last line that a crash cut short was never acted on and counts as not written; damage anywhere else makes the
 * file invalid.
 */
final class LineFile {
    private static final int REWRITE_FROM = 64 << 10;
    private static final int SIZE_LIMIT = 64 << 20;

    private final Store store;
    private final String name;

    LineFile(Store store, String name) {
        this.store = requireNonNull(store, "store is null");
        this.name = requireNonNull(name, "name is null");
    }

    /** Whether it is time to {@link #replace} it by fewer lines. */
    boolean isLong() {
        return store.state()
                .flatMap(directory -> directory.status(name))
                .filter(file -> file.size() >= REWRITE_FROM)
                .isPresent();
    }

    /** Adds a line, durably. When it throws, the line is there or not. */
    void append(String document) {
        Directory directory = store.madeState();
        boolean isNew = directory.status(name).isEmpty();
        long end = isNew ? 0 : lines().length();
        try (PosixFile file = store.effect("open " + name, () -> directory.openOrCreate(name, 0644))) {
            try {
                if (file.statusWhenOpened().size() > end) {
                    store.effect("cut " + name, () -> file.truncate(end));
                }
                store.effect("append to " + name, () -> file.write(end, ByteBuffer.wrap(LogLine.of(document))));
                store.effect("sync " + name, file::sync);
            } catch (SnapshotException e) {
                takeBack(file, end, e);
                throw e;
            }
        }
        if (isNew) {
            store.effect("sync directory after creation of " + name, directory::sync);
        }
    }

    /** A line that may not be durable must not be found later either: the caller was told that it is not there. */
    private void takeBack(PosixFile file, long end, SnapshotException cause) {
        try {
            store.effect("cut " + file.name(), () -> file.truncate(end));
            store.effect("sync " + file.name(), file::sync);
        } catch (SnapshotException e) {
            cause.addSuppressed(e);
        }
    }

    /** Puts these lines in place of all that there are. */
    void replace(List<String> documents) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        documents.forEach(document -> lines.writeBytes(LogLine.of(document)));
        store.replaceState(name, lines.toByteArray());
    }

    /**
     * The whole lines; none if there is no such file.
     *
     * @throws SnapshotException LOG_INVALID
     */
    LogLines lines() {
        Optional<PosixFile> there = store.state().flatMap(directory -> directory.openExisting(name));
        if (there.isEmpty()) {
            return LogLines.NONE;
        }
        try (PosixFile file = there.get()) {
            long size = file.status().size();
            if (size > SIZE_LIMIT) {
                throw invalid(1, "it has " + size + " bytes");
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) size);
            file.read(0, buffer);
            return LogLines.of(Arrays.copyOf(buffer.array(), buffer.position()));
        } catch (LogLines.Damaged e) {
            throw invalid(e.line(), "a line is damaged");
        }
    }

    SnapshotException invalid(int line, String fact) {
        return new SnapshotException(
                ErrorCode.LOG_INVALID,
                "The operation log " + store.statePath(name) + " cannot be understood at line " + line + ": " + fact
                        + ". Nothing was changed.");
    }
}
