package org.chainsmith.qemuimg.network;

import java.util.Map;
import java.util.stream.Collectors;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.StorageUser;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.posix.Names;

/**
 * A connection to a pool, or a namespace of one, of a Ceph cluster. The key of the user is where Ceph's configuration says
 * that it is, and does not come by here. Any number of threads may use one.
 */
final class RbdPool {
    private static final String ADMINISTRATOR = "admin";
    private static final int CLUSTER_FIELDS = 4;
    /** Another client, QEMU, writes to the images: nothing may be kept in memory. And nothing waits for ever. */
    private static final Map<String, String> OPTIONS = Map.of(
            "rbd_cache", "false",
            "log_to_stderr", "false",
            "err_to_stderr", "false",
            "client_mount_timeout", "30",
            "rados_mon_op_timeout", "60",
            "rados_osd_op_timeout", "60");

    private final long cluster;
    private final long context;

    private final String name;

    private RbdPool(long cluster, long context, String name) {
        this.cluster = cluster;
        this.context = context;
        this.name = name;
    }

    /**
     * Connects to the pool of an image.
     *
     * @throws SnapshotException STORE_UNREACHABLE, STORE_NOT_FOUND without that pool, TOOL_MISSING
     */
    static RbdPool of(NetworkLocation.Rbd image) {
        Librados.require();
        Librbd.require();
        String user = image.user().map(StorageUser::name).orElse(ADMINISTRATOR);
        long[] cluster = new long[1];
        require(image, user, "prepared", Librados.rados_create(cluster, Names.path(user)));
        try {
            configure(cluster[0], image, user);
            require(image, user, "reached", Librados.rados_connect(cluster[0]));
            return new RbdPool(
                    cluster[0],
                    context(cluster[0], image, user),
                    "rbd:" + image.pool()
                            + image.namespace().map(name -> "/" + name).orElse(""));
        } catch (SnapshotException e) {
            Librados.rados_shutdown(cluster[0]);
            throw e;
        }
    }

    private static void configure(long cluster, NetworkLocation.Rbd image, String user) {
        if (image.configuration().isPresent()) {
            byte[] path = Names.path(image.configuration().get());
            require(image, user, "configured", Librados.rados_conf_read_file(cluster, path));
        } else {
            // Where Ceph always looks; without such a file the monitors have to be named.
            Librados.rados_conf_read_file(cluster, null);
        }
        if (!image.hosts().isEmpty()) {
            String monitors =
                    image.hosts().stream().map(StorageHost.Inet::toString).collect(Collectors.joining(","));
            Librados.rados_conf_set(cluster, Names.path("mon_host"), Names.path(monitors));
        }
        OPTIONS.forEach((option, value) -> Librados.rados_conf_set(cluster, Names.path(option), Names.path(value)));
    }

    private static long context(long cluster, NetworkLocation.Rbd image, String user) {
        long[] context = new long[1];
        int result = Librados.rados_ioctx_create(cluster, Names.path(image.pool()), context);
        if (result == -Errno.ENOENT) {
            throw new SnapshotException(
                    ErrorCode.STORE_NOT_FOUND, "The Ceph cluster has no pool " + image.pool() + ".");
        }
        require(image, user, "opened", result);
        image.namespace().ifPresent(name -> Librados.rados_ioctx_set_namespace(context[0], Names.path(name)));
        return context[0];
    }

    private static void require(NetworkLocation.Rbd image, String user, String what, int result) {
        if (result < 0) {
            throw new SnapshotException(
                            ErrorCode.STORE_UNREACHABLE,
                            "The pool " + image.pool() + " of the Ceph cluster at " + image.hosts() + " cannot be "
                                    + what + " as client." + user + ": " + Errno.name(-result)
                                    + ". Nothing was changed.")
                    .hint("The monitors and the keyring of that user have to be in Ceph's configuration on this host:"
                            + " ceph -n client." + user + " status tells. Secrets of libvirt are not read.");
        }
    }

    long context() {
        return context;
    }

    /** What is free in the whole cluster, without regard to replication; one without a manager does not tell. */
    long freeBytes() throws CallFailed {
        long[] kibibytes = new long[CLUSTER_FIELDS];
        RbdFile.checked(Librados.rados_cluster_stat(cluster, kibibytes));
        return kibibytes[0] == 0 ? Long.MAX_VALUE : kibibytes[2] << 10;
    }

    void end() {
        Librados.rados_ioctx_destroy(context);
        Librados.rados_shutdown(cluster);
    }

    @Override
    public String toString() {
        return name;
    }
}
