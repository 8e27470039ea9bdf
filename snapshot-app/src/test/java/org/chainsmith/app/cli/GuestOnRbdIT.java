package org.chainsmith.app.cli;

import org.chainsmith.app.place.RbdPlace;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A disk in Ceph's block storage: QEMU has the key from a secret of libvirt, Chainsmith from the host's keyring. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.CEPH)
final class GuestOnRbdIT extends NetworkDiskStory {
    private final StorageLab storage;

    GuestOnRbdIT(LibvirtLab guests, StorageLab storage) {
        super(guests);
        this.storage = storage;
    }

    @Override
    VolumePlace newPlace(LibvirtLab guests) {
        return RbdPlace.in(storage, guests);
    }

    @Override
    String format() {
        return "raw";
    }
}
