package org.chainsmith.app.live;

import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** An NBD server dies or stands still. */
@NeedsServer(StorageServer.NBD)
final class StorageFaultsOnNbdIT extends StorageFaults {
    private final StorageLab nbd;

    StorageFaultsOnNbdIT(LibvirtLab lab, StorageLab nbd) {
        super(lab, nbd);
        this.nbd = nbd;
    }

    @Override
    LibvirtWorld newWorld(LibvirtLab guests) {
        return new LibvirtWorld(guests, new NbdPlace(nbd, guests.newSmallFileSystem(16)), ImageFormat.QCOW2);
    }
}
