package org.chainsmith.app.live;

import org.chainsmith.app.place.GlusterPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** A Gluster server dies or stands still. */
@NeedsServer(StorageServer.GLUSTER)
final class StorageFaultsOnGlusterIT extends StorageFaults {
    private final StorageLab storage;

    StorageFaultsOnGlusterIT(LibvirtLab guests, StorageLab storage) {
        super(guests, storage);
        this.storage = storage;
    }

    @Override
    LibvirtWorld newWorld(LibvirtLab guests) {
        return new LibvirtWorld(guests, GlusterPlace.in(storage, guests), ImageFormat.QCOW2);
    }
}
