package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import org.chainsmith.qemuimg.storage.ImageFile;

/** The first cluster of an image: 1 KiB at once, which is all that ordinary headers have, and more only when asked. */
final class HeaderBytes {
    private static final int AHEAD = 1024;

    private final ImageFile file;
    private final ByteBuffer start;

    HeaderBytes(ImageFile file) {
        this.file = file;
        this.start = ByteBuffer.allocate(AHEAD);
        file.read(0, start);
        start.flip();
    }

    int uint8(int offset) {
        return Byte.toUnsignedInt(bytes(offset, 1).get());
    }

    long uint32(int offset) {
        return Integer.toUnsignedLong(bytes(offset, Integer.BYTES).getInt());
    }

    long uint64(int offset) {
        return bytes(offset, Long.BYTES).getLong();
    }

    /** The bytes there, big-endian; the caller has bounded the length. */
    ByteBuffer bytes(int offset, int length) {
        if (offset + length <= start.limit()) {
            return start.slice(offset, length);
        }
        ByteBuffer more = ByteBuffer.allocate(length);
        if (file.read(offset, more) < length) {
            throw Invalid.header("the file ends within it, before byte " + (offset + length));
        }
        return more.flip();
    }
}
