package org.chainsmith.app.live;

import org.chainsmith.app.place.NbdPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** libvirtd, QEMU or the job ends under requests whose volumes are exports of an NBD server. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.NBD)
final class LiveFaultsOnNbdIT extends LiveFaults {
    LiveFaultsOnNbdIT(LibvirtLab guests, StorageLab storage) {
        super(guests, () -> new LibvirtWorld(guests, new NbdPlace(storage, guests, 8), ImageFormat.QCOW2));
    }
}
