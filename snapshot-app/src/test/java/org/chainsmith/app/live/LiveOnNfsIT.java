package org.chainsmith.app.live;

import org.chainsmith.app.place.NfsPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.contract.LiveDisksContract;
import org.chainsmith.testkit.contract.LiveWorld;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of live disks, in a directory of an NFS server that QEMU opens by libnfs. */
@ExtendWith(LabExtension.class)
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.NFS)
@Timeout(180)
final class LiveOnNfsIT extends LiveDisksContract {
    private final LibvirtLab guests;
    private final StorageLab storage;

    LiveOnNfsIT(LibvirtLab guests, StorageLab storage) {
        this.guests = guests;
        this.storage = storage;
    }

    @Override
    protected LiveWorld newWorld() {
        return new LibvirtWorld(guests, NfsPlace.in(storage, guests), ImageFormat.QCOW2);
    }
}
