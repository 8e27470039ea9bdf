package org.chainsmith.app.live;

import org.chainsmith.app.place.NbdPlace;
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

/** The contract of live disks, on exports of an NBD server, each made by its operator before an overlay needs it. */
@ExtendWith({LabExtension.class, EssentialUnlessFull.class})
@NeedsServer(StorageServer.NBD)
@Timeout(180)
final class LiveOnNbdIT extends LiveDisksContract {
    private final LibvirtLab guests;
    private final StorageLab storage;

    LiveOnNbdIT(LibvirtLab guests, StorageLab storage) {
        this.guests = guests;
        this.storage = storage;
    }

    @Override
    protected LiveWorld newWorld() {
        return new LibvirtWorld(guests, new NbdPlace(storage, guests, 8), ImageFormat.QCOW2);
    }
}
