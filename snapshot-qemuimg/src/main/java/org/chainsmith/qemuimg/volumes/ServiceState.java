package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.chainsmith.core.assist.GroupLog;
import org.chainsmith.core.assist.RequestLog;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;

/** The directory in which a service keeps what it was asked for; no two services share one. */
public final class ServiceState implements AutoCloseable {
    private final Store store;
    private final PosixFile lock;

    private ServiceState(Store store, PosixFile lock) {
        this.store = store;
        this.lock = lock;
    }

    /**
     * Opens an existing directory.
     *
     * @throws SnapshotException STORE_NOT_FOUND, STORE_UNSAFE; STATE_IN_USE if another service has it
     */
    public static ServiceState open(Path directory, Effects effects) {
        requireNonNull(directory, "directory is null");
        Store store = Store.open(Directory.open(directory), directory, effects);
        PosixFile lock = store.madeState().openOrCreate("service.lock", 0600);
        if (!lock.tryLock()) {
            lock.close();
            store.close();
            throw new SnapshotException(
                            ErrorCode.STATE_IN_USE, "Another service works with the state directory " + directory + ".")
                    .hint("Stop it, or choose another --state-dir.");
        }
        return new ServiceState(store, lock);
    }

    public RequestLog requests() {
        return new FileRequestLog(store);
    }

    public GroupLog groups() {
        return new FileGroupLog(store);
    }

    @Override
    public void close() {
        lock.close();
        store.close();
    }
}
