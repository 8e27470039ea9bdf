package org.chainsmith.qemuimg.network;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.ImageDirectory;

/**
 * The servers of network images, each connected when it is first needed. A process needs one of these: a connection to
 * a Gluster volume is slow to give up, and one to a Ceph cluster slow to make, so they are kept.
 */
public final class NetworkStorage implements AutoCloseable {
    private record GlusterKey(String volume, List<StorageHost> hosts) {}

    /** Names a place, whatever the image. */
    private static final ImageName ANY = new ImageName("any");

    private final Map<GlusterKey, GlusterVolume> volumes = new ConcurrentHashMap<>();
    private final Map<NetworkLocation.Rbd, RbdPool> pools = new ConcurrentHashMap<>();

    /**
     * The place of this image, which need not exist.
     *
     * @param overlays tells from its name whether an image is an overlay
     * @throws SnapshotException STORE_UNREACHABLE, STORE_NOT_FOUND; TOOL_MISSING without the library for the protocol;
     *     NOT_SUPPORTED for an NFS identity without numbers
     */
    public ImageDirectory open(NetworkLocation image, Predicate<String> overlays) {
        if (image instanceof NetworkLocation.Gluster gluster) {
            GlusterKey key = new GlusterKey(gluster.volume(), gluster.hosts());
            return ServerDirectory.open(
                    volumes.computeIfAbsent(key, wanted -> GlusterVolume.connect(wanted.volume(), wanted.hosts())),
                    parent("/" + gluster.path()));
        }
        if (image instanceof NetworkLocation.Nfs nfs) {
            return ServerDirectory.open(NfsMount.of(nfs), "");
        }
        if (image instanceof NetworkLocation.Nbd nbd) {
            String prefix = nbd.export().substring(0, nbd.export().lastIndexOf('/') + 1);
            return new NbdDirectory(new NbdServer(nbd.host()), prefix, overlays);
        }
        NetworkLocation.Rbd place = ((NetworkLocation.Rbd) image).beside(ANY);
        return ServerDirectory.open(new RbdImages(pools.computeIfAbsent(place, RbdPool::of), overlays), "");
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** Lets the connections go, without waiting for it. */
    @Override
    public void close() {
        volumes.values().forEach(GlusterVolume::end);
        volumes.clear();
        pools.values().forEach(RbdPool::end);
        pools.clear();
    }
}
