package org.chainsmith.qemuimg.network;

import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Errno;

/** A call that a server, or the library that asks it, refused. */
final class CallFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final int errno;

    CallFailed(int errno) {
        super(Errno.name(errno));
        this.errno = errno;
    }

    int errno() {
        return errno;
    }

    /** The error to throw where this one was not expected. */
    SnapshotException unexpected(String tried, String name) {
        return Errno.error(errno, tried, name);
    }
}
