package org.chainsmith.qemuimg.network;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.posix.Names;

/**
 * A connection to a volume of GlusterFS. Making one takes tenths of a second and giving it up 10 s, for which nobody ever
 * waits here. It serves many directories, one after the other.
 */
final class GlusterVolume implements FileServer {
    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_EXCL = 0x80;
    private static final int NAME_AT = 19;
    private static final int PORT = 24_007;
    private static final int CRITICAL_ONLY = 1;
    /** What a client keeps in memory may be outdated: QEMU is another client, and what it has written has to be seen. */
    private static final List<List<String>> NO_CACHES = List.of(
            List.of("*-md-cache", "md-cache-timeout", "0"),
            List.of("*-io-cache", "cache-timeout", "0"),
            List.of("*-quick-read", "cache-timeout", "0"));

    private final long volume;
    private final String name;

    private GlusterVolume(long volume, String name) {
        this.volume = volume;
        this.name = name;
    }

    /**
     * Connects to a volume.
     *
     * @throws SnapshotException STORE_UNREACHABLE, TOOL_MISSING
     */
    static GlusterVolume connect(String volume, List<StorageHost> hosts) {
        NativeLibraries.require(Libgfapi.FILE, "libgfapi0", "on GlusterFS");
        long handle = Libgfapi.glfs_new(Names.path(volume));
        if (handle == 0) {
            throw Errno.error("prepare the Gluster volume", volume);
        }
        Libgfapi.glfs_set_logging(handle, Names.path("/dev/null"), CRITICAL_ONLY);
        hosts.forEach(host -> addServer(handle, host));
        for (List<String> option : NO_CACHES) {
            Libgfapi.glfs_set_xlator_option(
                    handle, Names.path(option.get(0)), Names.path(option.get(1)), Names.path(option.get(2)));
        }
        if (Libgfapi.glfs_init(handle) != 0) {
            int errno = Errno.last();
            end(handle, volume);
            throw new SnapshotException(
                            ErrorCode.STORE_UNREACHABLE,
                            "The Gluster volume " + volume + " on " + hosts + " cannot be reached: " + Errno.name(errno)
                                    + ". Nothing was changed.")
                    .hint("Is the volume started? gluster volume status " + volume + " on the server tells.");
        }
        return new GlusterVolume(handle, volume);
    }

    private static void addServer(long handle, StorageHost host) {
        if (host instanceof StorageHost.UnixSocket socket) {
            Libgfapi.glfs_set_volfile_server(handle, Names.path("unix"), Names.path(socket.path()), 0);
        } else if (host instanceof StorageHost.Inet inet) {
            Libgfapi.glfs_set_volfile_server(
                    handle,
                    Names.path("tcp"),
                    Names.path(inet.name()),
                    inet.port().orElse(PORT));
        }
    }

    @Override
    public List<String> list(String directory) throws CallFailed {
        long listing = handle(Libgfapi.glfs_opendir(volume, Names.path(directory)));
        try {
            List<String> names = new ArrayList<>();
            for (long entry = Libgfapi.glfs_readdir(listing); entry != 0; entry = Libgfapi.glfs_readdir(listing)) {
                String found = new Pointer(entry).getString(NAME_AT, "UTF-8");
                if (!found.equals(".") && !found.equals("..")) {
                    names.add(found);
                }
            }
            return names;
        } finally {
            Libgfapi.glfs_closedir(listing);
        }
    }

    private static long handle(long result) throws CallFailed {
        if (result == 0) {
            throw new CallFailed(Errno.last());
        }
        return result;
    }

    @Override
    public Attributes look(String path) throws CallFailed {
        byte[] stat = new byte[Stat.LENGTH];
        byte[] bytes = Names.path(path);
        GlusterFile.checked(() -> Libgfapi.glfs_lstat(volume, bytes, stat));
        return Stat.attributes(stat);
    }

    @Override
    public long freeBytes(String directory) throws CallFailed {
        byte[] statvfs = new byte[Stat.LENGTH];
        byte[] bytes = Names.path(directory);
        GlusterFile.checked(() -> Libgfapi.glfs_statvfs(volume, bytes, statvfs));
        return Stat.freeBytes(statvfs);
    }

    @Override
    public OpenFile open(String path) throws CallFailed {
        return new GlusterFile(handle(Libgfapi.glfs_open(volume, Names.path(path), O_RDONLY)));
    }

    @Override
    public OpenFile create(String path, int mode) throws CallFailed {
        return new GlusterFile(handle(Libgfapi.glfs_creat(volume, Names.path(path), O_RDWR | O_CREAT | O_EXCL, mode)));
    }

    @Override
    public void link(String from, String to) throws CallFailed {
        byte[] source = Names.path(from);
        byte[] target = Names.path(to);
        GlusterFile.checked(() -> Libgfapi.glfs_link(volume, source, target));
    }

    @Override
    public void unlink(String path) throws CallFailed {
        byte[] bytes = Names.path(path);
        GlusterFile.checked(() -> Libgfapi.glfs_unlink(volume, bytes));
    }

    /** The connection stays, for others. */
    @Override
    public void release() {}

    /** Lets the connection go, at some time. */
    void end() {
        end(volume, name);
    }

    private static void end(long handle, String name) {
        Thread ending = new Thread(() -> Libgfapi.glfs_fini(handle), "gluster-end-" + name);
        ending.setDaemon(true);
        ending.start();
    }

    @Override
    public String toString() {
        return "gluster " + name;
    }
}
