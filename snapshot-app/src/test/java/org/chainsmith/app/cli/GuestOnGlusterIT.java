package org.chainsmith.app.cli;

import org.chainsmith.app.place.GlusterPlace;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** A disk that QEMU opens by libgfapi, in a directory of a volume. */
@NeedsServer(StorageServer.GLUSTER)
final class GuestOnGlusterIT extends NetworkDiskStory {
    private final StorageLab storage;

    GuestOnGlusterIT(LibvirtLab guests, StorageLab storage) {
        super(guests);
        this.storage = storage;
    }

    @Override
    VolumePlace newPlace(LibvirtLab guests) {
        return GlusterPlace.in(storage, guests);
    }

    @Override
    String format() {
        return "raw";
    }
}
