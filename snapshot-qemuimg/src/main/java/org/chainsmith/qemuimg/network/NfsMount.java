package org.chainsmith.qemuimg.network;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.posix.Names;

/**
 * A directory of an NFS server (version 3), in use by this process only. Its root is the directory itself, as QEMU has it.
 * Only one thread at a time may be within libnfs for one of these, so that calls take turns. A connection that breaks is
 * made again by libnfs, and a call that gets no answer fails after a minute.
 *
 * <p>Whatever is written here is durable when the call returns (FILE_SYNC): libnfs does not notice when a server that lost
 * its power forgets what it had not yet made durable.
 */
final class NfsMount implements FileServer {
    private static final int O_RDONLY = 0;
    private static final int O_EXCL = 0x80;
    private static final int O_SYNC = 0x101000;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int NAME_AT = Native.POINTER_SIZE;

    private final String name;
    /** 0 once it is released. */
    private long context;

    private NfsMount(long context, String name) {
        this.context = context;
        this.name = name;
    }

    /**
     * Mounts the directory of an image.
     *
     * @throws SnapshotException STORE_NOT_FOUND, STORE_UNREACHABLE, TOOL_MISSING; NOT_SUPPORTED for an identity without
     *     numbers
     */
    static NfsMount of(NetworkLocation.Nfs image) {
        Libnfs.require();
        String directory = image.path().substring(0, Math.max(1, image.path().lastIndexOf('/')));
        NfsMount mount = new NfsMount(Libnfs.nfs_init_context(), "nfs://" + image.host() + directory);
        try {
            image.identity().ifPresent(mount::askAs);
            mount.connect(image.host().name(), directory);
            return mount;
        } catch (SnapshotException e) {
            mount.release();
            throw e;
        }
    }

    private void askAs(NfsIdentity identity) {
        identity.userNumber().ifPresent(user -> Libnfs.nfs_set_uid(context, (int) user));
        identity.groupNumber().ifPresent(group -> Libnfs.nfs_set_gid(context, (int) group));
    }

    private void connect(String server, String directory) {
        Libnfs.nfs_set_timeout(context, PATIENCE_MILLIS);
        Libnfs.nfs_set_dircache(context, 0);
        int result = Libnfs.nfs_mount(context, Names.path(server), Names.path(directory));
        if (result == -Errno.ENOENT || result == -Errno.ENOTDIR) {
            throw new SnapshotException(ErrorCode.STORE_NOT_FOUND, "No such directory: " + name);
        }
        if (result < 0) {
            throw new SnapshotException(
                            ErrorCode.STORE_UNREACHABLE,
                            "The directory " + name + " cannot be mounted: " + Errno.name(-result)
                                    + ". Nothing was changed.")
                    .hint("Is it there, and does the server export it to this host over NFS version 3? showmount -e"
                            + " tells what it exports.");
        }
    }

    /** A call of libnfs, which is negative when it failed. */
    interface Call {
        int on(long context);
    }

    synchronized int checked(Call call) throws CallFailed {
        int result = call.on(open());
        if (result < 0) {
            // libnfs says so when its patience ends.
            throw new CallFailed(result == -Errno.EINTR ? Errno.ETIMEDOUT : -result);
        }
        return result;
    }

    private long open() {
        if (context == 0) {
            throw new IllegalStateException("closed: " + name);
        }
        return context;
    }

    @Override
    public synchronized List<String> list(String directory) throws CallFailed {
        long[] listing = new long[1];
        byte[] bytes = Names.path(directory);
        checked(nfs -> Libnfs.nfs_opendir(nfs, bytes, listing));
        List<String> names = new ArrayList<>();
        for (long entry = next(listing[0]); entry != 0; entry = next(listing[0])) {
            String found = new Pointer(entry).getPointer(NAME_AT).getString(0, "UTF-8");
            if (!found.equals(".") && !found.equals("..")) {
                names.add(found);
            }
        }
        Libnfs.nfs_closedir(context, listing[0]);
        return names;
    }

    private long next(long listing) {
        return Libnfs.nfs_readdir(context, listing);
    }

    @Override
    public Attributes look(String path) throws CallFailed {
        byte[] bytes = Names.path(path);
        return NfsFile.attributes(this, (nfs, stat) -> Libnfs.nfs_lstat64(nfs, bytes, stat));
    }

    @Override
    public long freeBytes(String directory) throws CallFailed {
        byte[] statvfs = new byte[Stat.LENGTH];
        byte[] bytes = Names.path(directory);
        checked(nfs -> Libnfs.nfs_statvfs(nfs, bytes, statvfs));
        return Stat.freeBytes(statvfs);
    }

    @Override
    public OpenFile open(String path) throws CallFailed {
        long[] file = new long[1];
        byte[] bytes = Names.path(path);
        checked(nfs -> Libnfs.nfs_open(nfs, bytes, O_RDONLY, file));
        return new NfsFile(this, file[0]);
    }

    @Override
    public OpenFile create(String path, int mode) throws CallFailed {
        long[] file = new long[1];
        byte[] bytes = Names.path(path);
        checked(nfs -> Libnfs.nfs_create(nfs, bytes, O_EXCL | O_SYNC, mode, file));
        return new NfsFile(this, file[0]);
    }

    @Override
    public void link(String from, String to) throws CallFailed {
        byte[] source = Names.path(from);
        byte[] target = Names.path(to);
        checked(nfs -> Libnfs.nfs_link(nfs, source, target));
    }

    @Override
    public void unlink(String path) throws CallFailed {
        byte[] bytes = Names.path(path);
        checked(nfs -> Libnfs.nfs_unlink(nfs, bytes));
    }

    @Override
    public synchronized void release() {
        if (context != 0) {
            Libnfs.nfs_destroy_context(context);
            context = 0;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
