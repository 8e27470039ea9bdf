package org.chainsmith.qemuimg.posix;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The C library, mapped directly. Only 64-bit little-endian Linux on x86-64 and aarch64, where {@code long},
 * {@code size_t} and {@code off_t} are 64 bits and variadic integers travel like fixed ones.
 *
 * <p>A call that fails returns -1; {@link Errno#last()} on the same thread tells why. Byte arrays are copied in and out.
 */
final class Libc {
    private static final boolean ARM = Platform.ARCH.equals("aarch64");

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;

    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int STATX_BASIC_STATS = 0x7ff;

    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;

    static final int F_OFD_GETLK = 36;
    static final int F_OFD_SETLK = 37;

    /** Called by number, because glibc has a function for it only since 2.30. */
    static final long SYS_GETDENTS64 = ARM ? 61 : 217;

    static {
        if (!Platform.isLinux() || !(ARM || Platform.ARCH.equals("x86-64"))) {
            throw new UnsatisfiedLinkError("Chainsmith needs Linux on x86-64 or aarch64, this is "
                    + System.getProperty("os.name") + " on " + Platform.ARCH);
        }
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int open(byte[] path, int flags, int mode);

    static native int openat(int directory, byte[] name, int flags, int mode);

    static native int close(int descriptor);

    static native int mkdirat(int directory, byte[] name, int mode);

    static native int statx(int directory, byte[] name, int flags, int mask, byte[] into);

    static native int fstatvfs(int descriptor, byte[] into);

    static native int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

    static native int renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to);

    static native int unlinkat(int directory, byte[] name, int flags);

    static native long syscall(long number, long descriptor, byte[] into, long length);

    static native long pread(int descriptor, byte[] into, long length, long position);

    static native long pread(int descriptor, long address, long length, long position);

    static native long pwrite(int descriptor, byte[] from, long length, long position);

    static native long pwrite(int descriptor, long address, long length, long position);

    static native long lseek(int descriptor, long offset, int whence);

    static native int ftruncate(int descriptor, long length);

    static native int fchmod(int descriptor, int mode);

    static native int fsync(int descriptor);

    static native int fcntl(int descriptor, int command, byte[] lock);
}
