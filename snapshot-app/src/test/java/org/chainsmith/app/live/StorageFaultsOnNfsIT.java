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
    private final StorageLab storage;

    StorageFaultsOnNfsIT(LibvirtLab guests, StorageLab storage) {
        super(guests, storage);
        this.storage = storage;
    }

    @Override
    LibvirtWorld newWorld(LibvirtLab guests) {
        return new LibvirtWorld(guests, NfsPlace.in(storage, guests), ImageFormat.QCOW2);
    }
}
