package org.chainsmith.app.live;

import org.chainsmith.app.place.DirectoryPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The server of a mounted network file system dies or stands still. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.GLUSTER)
final class StorageFaultsOnGlusterMountIT extends StorageFaults {
    private final StorageLab storage;

    StorageFaultsOnGlusterMountIT(LibvirtLab guests, StorageLab storage) {
        super(guests, storage);
        this.storage = storage;
    }

    @Override
    LibvirtWorld newWorld(LibvirtLab guests) {
        return new LibvirtWorld(guests, DirectoryPlace.onGlusterMount(storage, guests), ImageFormat.QCOW2);
    }
}
