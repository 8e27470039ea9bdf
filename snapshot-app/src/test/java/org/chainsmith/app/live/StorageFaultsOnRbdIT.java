package org.chainsmith.app.live;

import org.chainsmith.app.place.RbdPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A Ceph cluster is stopped or stands still. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.CEPH)
final class StorageFaultsOnRbdIT extends StorageFaults {
    StorageFaultsOnRbdIT(LibvirtLab guests, StorageLab storage) {
        super(storage, () -> new LibvirtWorld(guests, RbdPlace.in(storage, guests), ImageFormat.RAW));
    }
}
