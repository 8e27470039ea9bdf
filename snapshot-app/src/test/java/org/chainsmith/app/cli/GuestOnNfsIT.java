package org.chainsmith.app.cli;

import org.chainsmith.app.place.NfsPlace;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A disk that QEMU opens by libnfs, in a directory of an NFS server, as a user of its own. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.NFS)
final class GuestOnNfsIT extends NetworkDiskStory {
    private final StorageLab storage;

    GuestOnNfsIT(LibvirtLab guests, StorageLab storage) {
        super(guests);
        this.storage = storage;
    }

    @Override
    VolumePlace newPlace(LibvirtLab guests) {
        return NfsPlace.in(storage, guests);
    }

    @Override
    String format() {
        return "qcow2";
    }
}
