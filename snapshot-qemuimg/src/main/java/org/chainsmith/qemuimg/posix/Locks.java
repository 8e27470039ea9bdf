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

    /**
     * Gives up the locks of this opening now. Closing it does so too, but only with its last copy, and a program that
     * another thread starts holds a copy from its fork until its exec.
     */
    static void release(int fd, String name) {
        byte[] lock = Struct.unlock();
        Errno.checked(() -> Libc.fcntl(fd, Libc.F_OFD_SETLK, lock), "unlock", name);
    }

    static boolean heldByOthers(int fd, long from, long length, String name) {
        byte[] lock = Struct.writeLock(from, length);
        Errno.checked(() -> Libc.fcntl(fd, Libc.F_OFD_GETLK, lock), "ask for locks on", name);
        return !Struct.isUnlocked(lock);
    }
}
