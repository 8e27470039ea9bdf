package org.chainsmith.app.live;

import org.chainsmith.app.place.NfsPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** An NFS server dies or stands still. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.NFS)
final class StorageFaultsOnNfsIT extends StorageFaults {
    StorageFaultsOnNfsIT(LibvirtLab guests, StorageLab storage) {
        super(storage, () -> new LibvirtWorld(guests, NfsPlace.in(storage, guests), ImageFormat.QCOW2));
    }
}
