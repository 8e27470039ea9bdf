package org.chainsmith.qemuimg.network;

import com.sun.jna.Platform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.chainsmith.qemuimg.storage.FileStatus;

/** {@code struct stat} and {@code struct statvfs} of Linux on x86-64 and aarch64. */
final class Stat {
    static final int LENGTH = 256;
    private static final int BLOCK = 512;
    private static final boolean ARM = Platform.isARM();

    private Stat() {}

    static FileStatus status(byte[] stat) {
        ByteBuffer fields = ByteBuffer.wrap(stat).order(ByteOrder.nativeOrder());
        int mode = fields.getInt(ARM ? 16 : 24);
        return new FileStatus(
                type(mode),
                fields.getLong(48),
                fields.getLong(64) * BLOCK,
                fields.getLong(0),
                fields.getLong(8),
                mode & 07777,
                fields.getInt(ARM ? 20 : 16));
    }

    static int user(byte[] stat) {
        return ByteBuffer.wrap(stat).order(ByteOrder.nativeOrder()).getInt(ARM ? 24 : 28);
    }

    static int group(byte[] stat) {
        return ByteBuffer.wrap(stat).order(ByteOrder.nativeOrder()).getInt(ARM ? 28 : 32);
    }

    private static FileStatus.Type type(int mode) {
        return switch (mode & 0170000) {
            case 0100000 -> FileStatus.Type.REGULAR;
            case 0040000 -> FileStatus.Type.DIRECTORY;
            case 0120000 -> FileStatus.Type.SYMLINK;
            default -> FileStatus.Type.OTHER;
        };
    }

    /** {@code f_bavail * f_frsize}. */
    static long freeBytes(byte[] statvfs) {
        ByteBuffer fields = ByteBuffer.wrap(statvfs).order(ByteOrder.nativeOrder());
        return fields.getLong(8) * fields.getLong(32);
    }
}
