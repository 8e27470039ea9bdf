package org.chainsmith.qemuimg.posix;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.chainsmith.qemuimg.storage.FileStatus;

/** The C structures that are exchanged, as bytes. */
final class Struct {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final int STATX_LENGTH = 256;
    static final int STATVFS_LENGTH = 256;
    private static final int FLOCK_LENGTH = 32;

    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    private static final int BLOCK = 512;

    private Struct() {}

    static short shortAt(byte[] struct, int offset) {
        return (short) SHORT.get(struct, offset);
    }

    private static int intAt(byte[] struct, int offset) {
        return (int) INT.get(struct, offset);
    }

    private static long longAt(byte[] struct, int offset) {
        return (long) LONG.get(struct, offset);
    }

    /** {@code struct statx}: the same on every architecture. */
    static FileStatus status(byte[] statx) {
        int mode = Short.toUnsignedInt(shortAt(statx, 28));
        return new FileStatus(
                type(mode),
                longAt(statx, 40),
                longAt(statx, 48) * BLOCK,
                device(intAt(statx, 136), intAt(statx, 140)),
                longAt(statx, 32),
                mode & 07777,
                intAt(statx, 16));
    }

    private static FileStatus.Type type(int mode) {
        return switch (mode & 0170000) {
            case 0100000 -> FileStatus.Type.REGULAR;
            case 0040000 -> FileStatus.Type.DIRECTORY;
            case 0120000 -> FileStatus.Type.SYMLINK;
            default -> FileStatus.Type.OTHER;
        };
    }

    /** The number that {@code stat} prints, so that it can be compared with what other programs say. */
    private static long device(int major, int minor) {
        return (major & 0xfffff000L) << 32 | (major & 0xfffL) << 8 | (minor & 0xffffff00L) << 12 | (minor & 0xffL);
    }

    /** {@code f_bavail * f_frsize} of {@code struct statvfs}. */
    static long freeBytes(byte[] statvfs) {
        long unit = longAt(statvfs, 8);
        long blocks = longAt(statvfs, 32);
        return Math.multiplyHigh(unit, blocks) == 0 && unit * blocks >= 0 ? unit * blocks : Long.MAX_VALUE;
    }

    /** {@code struct flock} for a write lock; length 0 is up to the end; the process id must be 0 for OFD locks. */
    static byte[] writeLock(long from, long length) {
        byte[] flock = new byte[FLOCK_LENGTH];
        SHORT.set(flock, 0, F_WRLCK);
        LONG.set(flock, 8, from);
        LONG.set(flock, 16, length);
        return flock;
    }

    /** {@code struct flock} that gives up every lock on the file. */
    static byte[] unlock() {
        byte[] flock = new byte[FLOCK_LENGTH];
        SHORT.set(flock, 0, F_UNLCK);
        return flock;
    }

    /** After a query: whether the lock that was asked for could be had. */
    static boolean isUnlocked(byte[] flock) {
        return shortAt(flock, 0) == F_UNLCK;
    }
}
