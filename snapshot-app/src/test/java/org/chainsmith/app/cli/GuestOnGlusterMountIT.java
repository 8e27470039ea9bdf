package org.chainsmith.app.cli;

import org.chainsmith.app.place.DirectoryPlace;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** A disk that is a file on a mounted volume: for QEMU a file like any other, and far away all the same. */
@NeedsServer(StorageServer.GLUSTER)
final class GuestOnGlusterMountIT extends NetworkDiskStory {
    private final StorageLab storage;

    GuestOnGlusterMountIT(LibvirtLab guests, StorageLab storage) {
        super(guests);
        this.storage = storage;
    }

    @Override
    VolumePlace newPlace(LibvirtLab guests) {
        return DirectoryPlace.onGlusterMount(storage, guests);
    }

    @Override
    String format() {
        return "qcow2";
    }
}
