package org.chainsmith.app.live;

import org.chainsmith.app.place.NbdPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** An NBD server dies or stands still. */
@NeedsServer(StorageServer.NBD)
final class StorageFaultsOnNbdIT extends StorageFaults {
    StorageFaultsOnNbdIT(LibvirtLab guests, StorageLab storage) {
        super(storage, () -> new LibvirtWorld(guests, new NbdPlace(storage, guests, 8), ImageFormat.QCOW2));
    }
}
