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

    static Attributes attributes(byte[] stat) {
        ByteBuffer fields = ByteBuffer.wrap(stat).order(ByteOrder.nativeOrder());
        int mode = fields.getInt(ARM ? 16 : 24);
        FileStatus status = new FileStatus(
                Attributes.type(mode),
                fields.getLong(48),
                fields.getLong(64) * BLOCK,
                fields.getLong(0),
                fields.getLong(8),
                Attributes.permissions(mode),
                fields.getInt(ARM ? 20 : 16));
        return new Attributes(status, fields.getInt(ARM ? 24 : 28), fields.getInt(ARM ? 28 : 32));
    }

    /** {@code f_bavail * f_frsize}. */
    static long freeBytes(byte[] statvfs) {
        ByteBuffer fields = ByteBuffer.wrap(statvfs).order(ByteOrder.nativeOrder());
        return fields.getLong(8) * fields.getLong(32);
    }
}
