package org.chainsmith.qemuimg.network;

import java.util.List;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.posix.Names;

/**
 * A connection to a volume of GlusterFS. Making one takes tenths of a second and giving it up 10 s, for which nobody ever
 * waits here. Any number of threads may use it.
 */
final class GlusterVolume {
    private static final int PORT = 24_007;
    private static final int CRITICAL_ONLY = 1;
    /** What a client keeps in memory may be outdated: QEMU is another client, and what it has written has to be seen. */
    private static final List<List<String>> NO_CACHES = List.of(
            List.of("*-md-cache", "md-cache-timeout", "0"),
            List.of("*-io-cache", "cache-timeout", "0"),
            List.of("*-quick-read", "cache-timeout", "0"));

    private final long handle;
    private final String name;

    private GlusterVolume(long handle, String name) {
        this.handle = handle;
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

    long handle() {
        return handle;
    }

    /** Lets the connection go, at some time. */
    void end() {
        end(handle, name);
    }

    private static void end(long handle, String name) {
        Thread ending = new Thread(() -> Libgfapi.glfs_fini(handle), "gluster-end-" + name);
        ending.setDaemon(true);
        ending.start();
    }

    @Override
    public String toString() {
        return name;
    }
}
