package org.chainsmith.app.live;

import org.chainsmith.app.place.NfsPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Requests are killed whose volumes QEMU opens by libnfs. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.NFS)
final class LiveKillOnNfsIT extends LiveKills {
    LiveKillOnNfsIT(LibvirtLab guests, StorageLab storage) {
        super(guests, () -> new LibvirtWorld(guests, NfsPlace.in(storage, guests), ImageFormat.QCOW2));
    }
}
