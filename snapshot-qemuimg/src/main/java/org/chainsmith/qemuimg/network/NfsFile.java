package org.chainsmith.qemuimg.network;

import java.util.Optional;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.qemuimg.storage.FileStatus;

/** An open file of an NFS server. */
record NfsFile(NfsMount mount, long handle) implements FileServer.OpenFile {
    private static final int STAT_FIELDS = 17;

    /** A call of libnfs that fills a {@code struct nfs_stat_64}. */
    interface Look {
        int into(long context, long[] stat);
    }

    static Attributes attributes(NfsMount mount, Look look) throws CallFailed {
        long[] stat = new long[STAT_FIELDS];
        mount.checked(context -> look.into(context, stat));
        int mode = (int) stat[2];
        FileStatus status = new FileStatus(
                Attributes.type(mode), stat[7], stat[16], stat[0], stat[1], Attributes.permissions(mode), (int)
                        stat[3]);
        return new Attributes(status, (int) stat[4], (int) stat[5]);
    }

    @Override
    public Attributes look() throws CallFailed {
        return attributes(mount, (context, stat) -> Libnfs.nfs_fstat64(context, handle, stat));
    }

    @Override
    public int read(long position, byte[] into, int length) throws CallFailed {
        return mount.checked(context -> Libnfs.nfs_pread(context, handle, position, length, into));
    }

    @Override
    public int write(long position, byte[] from) throws CallFailed {
        return mount.checked(context -> Libnfs.nfs_pwrite(context, handle, position, from.length, from));
    }

    @Override
    public void truncate(long length) throws CallFailed {
        mount.checked(context -> Libnfs.nfs_ftruncate(context, handle, length));
    }

    /** COMMIT of the whole file, whoever wrote to it. */
    @Override
    public void sync() throws CallFailed {
        mount.checked(context -> Libnfs.nfs_fsync(context, handle));
    }

    @Override
    public void changeMode(int mode) throws CallFailed {
        mount.checked(context -> Libnfs.nfs_fchmod(context, handle, mode));
    }

    @Override
    public void changeOwner(int user, int group) throws CallFailed {
        mount.checked(context -> Libnfs.nfs_fchown(context, handle, user, group));
    }

    /** Version 3 of the protocol does not tell. */
    @Override
    public Optional<ExtentMap> data(long size, String name) {
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            mount.checked(context -> Libnfs.nfs_close(context, handle));
        } catch (CallFailed e) {
            // What was not written sync() has reported.
        }
    }
}
