package org.chainsmith.qemuimg.posix;

import java.util.concurrent.atomic.AtomicInteger;
import org.chainsmith.qemuimg.storage.FileStatus;

/** A file descriptor that is closed once. Closing while another thread uses it is the caller's mistake. */
final class Descriptor {
    private static final int CLOSED = -1;

    private final AtomicInteger number;
    private final String name;

    Descriptor(int number, String name) {
        this.number = new AtomicInteger(number);
        this.name = name;
    }

    int number() {
        int now = number.get();
        if (now == CLOSED) {
            throw new IllegalStateException("closed: " + name);
        }
        return now;
    }

    FileStatus status() {
        byte[] statx = new byte[Struct.STATX_LENGTH];
        int fd = number();
        Errno.checked(
                () -> Libc.statx(fd, Names.EMPTY, Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, statx), "look at", name);
        return Struct.status(statx);
    }

    void changePermissions(int mode) {
        int fd = number();
        Errno.checked(() -> Libc.fchmod(fd, mode), "change the permissions of", name);
    }

    /** Repeated only if interrupted: after an error the kernel may have dropped what it could not write. */
    void sync() {
        int fd = number();
        Errno.checked(() -> Libc.fsync(fd), "flush", name);
    }

    /** Linux frees the number even if it reports an error, so this is never repeated; what matters was synced before. */
    void close() {
        int last = number.getAndSet(CLOSED);
        if (last != CLOSED) {
            Libc.close(last);
        }
    }
}
