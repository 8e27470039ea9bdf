package org.chainsmith.qemuimg.network;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.posix.Holes;

/** An open file of a Gluster volume. */
record GlusterFile(long handle) implements FileServer.OpenFile {
    private static final long NOT_ASKED_FOR = 0;

    /** Makes a call that is negative when it failed. */
    static long checked(LongSupplier call) throws CallFailed {
        long result = Errno.call(call);
        if (result < 0) {
            throw new CallFailed(Errno.last());
        }
        return result;
    }

    @Override
    public Attributes look() throws CallFailed {
        byte[] stat = new byte[Stat.LENGTH];
        checked(() -> Libgfapi.glfs_fstat(handle, stat));
        return Stat.attributes(stat);
    }

    @Override
    public int read(long position, byte[] into, int length) throws CallFailed {
        return (int) checked(() -> Libgfapi.glfs_pread(handle, into, length, position, 0, NOT_ASKED_FOR));
    }

    @Override
    public int write(long position, byte[] from) throws CallFailed {
        return (int) checked(
                () -> Libgfapi.glfs_pwrite(handle, from, from.length, position, 0, NOT_ASKED_FOR, NOT_ASKED_FOR));
    }

    @Override
    public void truncate(long length) throws CallFailed {
        checked(() -> Libgfapi.glfs_ftruncate(handle, length, NOT_ASKED_FOR, NOT_ASKED_FOR));
    }

    @Override
    public void sync() throws CallFailed {
        checked(() -> Libgfapi.glfs_fsync(handle, NOT_ASKED_FOR, NOT_ASKED_FOR));
    }

    @Override
    public void changeMode(int mode) throws CallFailed {
        checked(() -> Libgfapi.glfs_fchmod(handle, mode));
    }

    @Override
    public void changeOwner(int user, int group) throws CallFailed {
        checked(() -> Libgfapi.glfs_fchown(handle, user, group));
    }

    @Override
    public Optional<ExtentMap> data(long size, String name) {
        return Holes.data(
                (position, whence) -> Errno.call(() -> Libgfapi.glfs_lseek(handle, position, whence)), size, name);
    }

    @Override
    public void close() {
        Libgfapi.glfs_close(handle);
    }
}
