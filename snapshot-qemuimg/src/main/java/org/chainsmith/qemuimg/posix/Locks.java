package org.chainsmith.qemuimg.posix;

/** Open file description locks: they belong to an opening of a file, not to the process. */
final class Locks {
    private Locks() {}

    static boolean tryExclusive(int fd, String name) {
        byte[] lock = Struct.writeLock(0, 0);
        if (Errno.call(() -> Libc.fcntl(fd, Libc.F_OFD_SETLK, lock)) == 0) {
            return true;
        }
        int errno = Errno.last();
        if (errno == Errno.EAGAIN || errno == Errno.EACCES) {
            return false;
        }
        throw Errno.error(errno, "lock", name);
    }

    static boolean heldByOthers(int fd, long from, long length, String name) {
        byte[] lock = Struct.writeLock(from, length);
        Errno.checked(() -> Libc.fcntl(fd, Libc.F_OFD_GETLK, lock), "ask for locks on", name);
        return !Struct.isUnlocked(lock);
    }
}
