package org.chainsmith.qemuimg;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.chainsmith.core.chain.NetworkLocation.Rbd;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.StorageUser;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.qemuimg.storage.ImageDirectory;
import org.chainsmith.testkit.lab.StorageLab;

/** A new namespace of the pool in a lab's Ceph cluster. */
record RbdPlace(Rbd beside) {
    static RbdPlace in(StorageLab lab) {
        String namespace = "place-" + UUID.randomUUID();
        lab.rbd("namespace", "create", "rbd/" + namespace);
        return new RbdPlace(new Rbd(
                "rbd",
                Optional.of(namespace),
                "beside",
                List.of(StorageHost.Inet.of(lab.address())),
                Optional.of(new StorageUser("libvirt", Optional.empty())),
                Optional.of(lab.cephConfiguration().toString())));
    }

    /** The cluster has its images in memory. */
    void empty(NetworkStorage storage) {
        try (ImageDirectory images = storage.open(beside, name -> true)) {
            images.names().forEach(images::unlink);
        }
    }
}
