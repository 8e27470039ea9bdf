package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.chainsmith.qemuimg.storage.FileStatus;

/**
 * A file that holds some space in the directory of Chainsmith's own files, which is given up when nothing else is free:
 * deleting a snapshot frees space, but what is being done has to be written down first.
 */
final class Reserve {
    private static final String NAME = "reserve";
    private static final int BYTES = 128 << 10;
    private static final long AMPLE = 16L * BYTES;

    private final Store store;

    Reserve(Store store) {
        this.store = requireNonNull(store, "store is null");
    }

    /** Makes sure that there is one, where there is ample space for it. Nobody misses one that is not there. */
    void keep() {
        Directory directory = store.madeState();
        Optional<FileStatus> there = directory.status(NAME);
        if (there.filter(file -> file.size() == BYTES).isPresent() || directory.freeBytes() < AMPLE) {
            return;
        }
        try (PosixFile file = store.effect("open " + NAME, () -> directory.openOrCreate(NAME, 0600))) {
            store.effect("write " + NAME, () -> file.write(0, ByteBuffer.allocate(BYTES)));
            store.effect("sync " + NAME, file::sync);
        } catch (SnapshotException e) {
            release();
        }
    }

    /** Writes what has to be written even if nothing is free. */
    <T> T urgently(Supplier<T> write) {
        try {
            return write.get();
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.NO_SPACE || !release()) {
                throw e;
            }
            return write.get();
        }
    }

    private boolean release() {
        Directory directory = store.madeState();
        boolean released = store.effect("unlink " + NAME, () -> directory.unlink(NAME));
        if (released) {
            store.effect("sync directory after unlink of " + NAME, directory::sync);
        }
        return released;
    }
}
