package org.chainsmith.app.live;

import org.chainsmith.app.place.GlusterPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.contract.EssentialUnlessFull;
import org.chainsmith.testkit.contract.LiveDisksContract;
import org.chainsmith.testkit.contract.LiveWorld;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of live disks, on a Gluster volume that QEMU opens by libgfapi. */
@ExtendWith({LabExtension.class, EssentialUnlessFull.class})
@NeedsServer(StorageServer.GLUSTER)
@Timeout(180)
final class LiveOnGlusterIT extends LiveDisksContract {
    private final LibvirtLab guests;
    private final StorageLab storage;

    LiveOnGlusterIT(LibvirtLab guests, StorageLab storage) {
        this.guests = guests;
        this.storage = storage;
    }

    @Override
    protected LiveWorld newWorld() {
        return new LibvirtWorld(guests, GlusterPlace.in(storage, guests), ImageFormat.QCOW2);
    }
}
