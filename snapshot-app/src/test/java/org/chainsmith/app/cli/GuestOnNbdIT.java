package org.chainsmith.app.cli;

import org.chainsmith.app.place.NbdPlace;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** A disk that is an export of an NBD server. Its operator has made an export for each overlay, under its name. */
@NeedsServer(StorageServer.NBD)
final class GuestOnNbdIT extends NetworkDiskStory {
    private final StorageLab storage;

    GuestOnNbdIT(LibvirtLab guests, StorageLab storage) {
        super(guests);
        this.storage = storage;
    }

    @Override
    VolumePlace newPlace(LibvirtLab guests) {
        return new NbdPlace(storage, guests, 64);
    }

    @Override
    String format() {
        return "qcow2";
    }
}
