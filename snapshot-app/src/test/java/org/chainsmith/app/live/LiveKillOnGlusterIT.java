package org.chainsmith.app.live;

import java.util.EnumSet;
import java.util.Set;
import org.chainsmith.app.place.GlusterPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** Requests are killed whose volumes QEMU opens by libgfapi. */
@NeedsServer(StorageServer.GLUSTER)
final class LiveKillOnGlusterIT extends LiveKills {
    LiveKillOnGlusterIT(LibvirtLab guests, StorageLab storage) {
        super(guests, () -> new LibvirtWorld(guests, GlusterPlace.in(storage, guests), ImageFormat.RAW));
    }

    @Override
    Set<Work> sample() {
        return EnumSet.of(Work.COMMIT_MIDDLE);
    }
}
