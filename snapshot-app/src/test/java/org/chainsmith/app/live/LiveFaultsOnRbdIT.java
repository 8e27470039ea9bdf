package org.chainsmith.app.live;

import org.chainsmith.app.place.RbdPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** libvirtd, QEMU or the job ends under requests whose volumes are images of a Ceph cluster. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.CEPH)
final class LiveFaultsOnRbdIT extends LiveFaults {
    LiveFaultsOnRbdIT(LibvirtLab guests, StorageLab storage) {
        super(guests, () -> new LibvirtWorld(guests, RbdPlace.in(storage, guests), ImageFormat.RAW));
    }
}
