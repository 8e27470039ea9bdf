package org.chainsmith.testkit.lab;

import java.util.Locale;

/** The servers of network storage that a lab can run. */
public enum StorageServer {
    /** One volume, {@code gv0}. */
    GLUSTER,
    /** Exports of qemu-storage-daemon. */
    NBD,
    /** An NFS server in user space, with one export. */
    NFS,
    /** A cluster of one monitor and one OSD, with a pool {@code rbd}. */
    CEPH;

    /** The word of the lab's script. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
