package org.chainsmith.qemuimg.posix;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.function.LongSupplier;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** One pread or pwrite: direct buffers without a copy, others through the heap, in chunks if they are large. */
final class Transfer {
    private static final int CHUNK = 64 * 1024;

    private Transfer() {}

    /** Returns how many bytes came, 0 at the end of the file. */
    static int read(int fd, long position, ByteBuffer into, String name) {
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (into.isDirect()) {
            return direct(into, () -> Libc.pread(fd, address(into), into.remaining(), position), "read", name);
        }
        if (into.position() == 0 && into.arrayOffset() == 0 && into.remaining() <= CHUNK) {
            int all = (int) Errno.checked(() -> Libc.pread(fd, into.array(), into.remaining(), position), "read", name);
            into.position(all);
            return all;
        }
        byte[] chunk = new byte[Math.min(into.remaining(), CHUNK)];
        int count = (int) Errno.checked(() -> Libc.pread(fd, chunk, chunk.length, position), "read", name);
        into.put(chunk, 0, count);
        return count;
    }

    /** Writes at least one byte. */
    static void write(int fd, long position, ByteBuffer from, String name) {
        if (writeSome(fd, position, from, name) == 0) {
            throw new SnapshotException(
                    ErrorCode.IO_ERROR, "Could not write " + Names.quoted(name) + ": nothing was accepted");
        }
    }

    private static int writeSome(int fd, long position, ByteBuffer from, String name) {
        if (from.isDirect()) {
            return direct(from, () -> Libc.pwrite(fd, address(from), from.remaining(), position), "write", name);
        }
        byte[] chunk = new byte[Math.min(from.remaining(), CHUNK)];
        from.get(from.position(), chunk);
        int count = (int) Errno.checked(() -> Libc.pwrite(fd, chunk, chunk.length, position), "write", name);
        from.position(from.position() + count);
        return count;
    }

    private static int direct(ByteBuffer buffer, LongSupplier call, String tried, String name) {
        try {
            int count = (int) Errno.checked(call, tried, name);
            buffer.position(buffer.position() + count);
            return count;
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    private static long address(ByteBuffer buffer) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer)) + buffer.position();
    }
}
