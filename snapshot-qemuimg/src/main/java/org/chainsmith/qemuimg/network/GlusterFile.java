package org.chainsmith.qemuimg.network;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.posix.Holes;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageFile;

/** An open file of a Gluster volume. */
final class GlusterFile implements ImageFile {
    private static final int CHUNK = 128 << 10;
    private static final long NOT_ASKED_FOR = 0;

    private final AtomicLong handle;
    private final String name;
    private final FileStatus opened;

    /** Takes over the handle. */
    GlusterFile(long handle, String name) {
        this.handle = new AtomicLong(handle);
        this.name = name;
        this.opened = status();
    }

    private long handle() {
        long now = handle.get();
        if (now == 0) {
            throw new IllegalStateException("closed: " + name);
        }
        return now;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FileStatus status() {
        byte[] stat = new byte[Stat.LENGTH];
        long file = handle();
        Errno.checked(() -> Libgfapi.glfs_fstat(file, stat), "look at", name);
        return Stat.status(stat);
    }

    @Override
    public FileStatus statusWhenOpened() {
        return opened;
    }

    @Override
    public int read(long position, ByteBuffer into) {
        long file = handle();
        int start = into.position();
        byte[] chunk = new byte[Math.min(into.remaining(), CHUNK)];
        while (into.hasRemaining()) {
            int wanted = Math.min(into.remaining(), chunk.length);
            long at = position + into.position() - start;
            int count = (int)
                    Errno.checked(() -> Libgfapi.glfs_pread(file, chunk, wanted, at, 0, NOT_ASKED_FOR), "read", name);
            if (count == 0) {
                break;
            }
            into.put(chunk, 0, count);
        }
        return into.position() - start;
    }

    @Override
    public void write(long position, ByteBuffer from) {
        long file = handle();
        long at = position;
        while (from.hasRemaining()) {
            byte[] chunk = new byte[Math.min(from.remaining(), CHUNK)];
            from.get(from.position(), chunk);
            long to = at;
            long count = Errno.checked(
                    () -> Libgfapi.glfs_pwrite(file, chunk, chunk.length, to, 0, NOT_ASKED_FOR, NOT_ASKED_FOR),
                    "write",
                    name);
            if (count == 0) {
                throw new SnapshotException(ErrorCode.IO_ERROR, "Could not write " + name + ": nothing was accepted");
            }
            from.position(from.position() + (int) count);
            at += count;
        }
    }

    @Override
    public void truncate(long length) {
        long file = handle();
        Errno.checked(
                () -> Libgfapi.glfs_ftruncate(file, length, NOT_ASKED_FOR, NOT_ASKED_FOR), "set the length of", name);
    }

    @Override
    public void sync() {
        long file = handle();
        Errno.checked(() -> Libgfapi.glfs_fsync(file, NOT_ASKED_FOR, NOT_ASKED_FOR), "flush", name);
    }

    /** QEMU takes no locks on a Gluster volume. */
    @Override
    public boolean lockedByOthers(long from, long length) {
        return false;
    }

    @Override
    public Optional<ExtentMap> dataExtents() {
        long file = handle();
        return Holes.data(
                (position, whence) -> Errno.call(() -> Libgfapi.glfs_lseek(file, position, whence)),
                status().size(),
                name);
    }

    /** Sets exactly this mode, whatever the umask. */
    void changePermissions(int mode) {
        long file = handle();
        Errno.checked(() -> Libgfapi.glfs_fchmod(file, mode), "change the permissions of", name);
    }

    /** Changes the owner, as far as this user may: only root can give files away. */
    void giveTo(int user, int group) {
        long file = handle();
        if (Errno.call(() -> Libgfapi.glfs_fchown(file, user, group)) != 0 && Errno.last() != Errno.EPERM) {
            throw Errno.error("change the owner of", name);
        }
    }

    @Override
    public void close() {
        long last = handle.getAndSet(0);
        if (last != 0) {
            Libgfapi.glfs_close(last);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
