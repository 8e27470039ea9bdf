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
    StorageFaultsOnGlusterIT(LibvirtLab guests, StorageLab storage) {
        super(storage, () -> new LibvirtWorld(guests, GlusterPlace.in(storage, guests), ImageFormat.QCOW2));
    }
}
