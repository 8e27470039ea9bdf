package org.chainsmith.app.live;

import java.util.EnumSet;
import java.util.Set;
import org.chainsmith.app.place.NbdPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** Requests are killed whose volumes are exports of an NBD server. */
@NeedsServer(StorageServer.NBD)
final class LiveKillOnNbdIT extends LiveKills {
    LiveKillOnNbdIT(LibvirtLab guests, StorageLab storage) {
        super(guests, () -> new LibvirtWorld(guests, new NbdPlace(storage, guests, 8), ImageFormat.QCOW2));
    }

    @Override
    Set<Work> sample() {
        return EnumSet.of(Work.CREATE_ON_ONE_DISK);
    }
}
