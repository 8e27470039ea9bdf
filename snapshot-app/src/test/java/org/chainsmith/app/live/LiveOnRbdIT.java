package org.chainsmith.app.live;

import org.chainsmith.app.place.RbdPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.contract.LiveDisksContract;
import org.chainsmith.testkit.contract.LiveWorld;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of live disks, on images of a Ceph cluster. */
@ExtendWith(LabExtension.class)
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.CEPH)
@Timeout(400)
final class LiveOnRbdIT extends LiveDisksContract {
    private final LibvirtLab guests;
    private final StorageLab storage;

    LiveOnRbdIT(LibvirtLab guests, StorageLab storage) {
        this.guests = guests;
        this.storage = storage;
    }

    @Override
    protected LiveWorld newWorld() {
        return new LibvirtWorld(guests, RbdPlace.in(storage, guests), ImageFormat.RAW);
    }
}
