package org.chainsmith.app.live;

import java.util.EnumSet;
import java.util.Set;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** Requests are killed whose volumes QEMU opens by libgfapi. */
@NeedsServer(StorageServer.GLUSTER)
final class LiveKillOnGlusterIT extends LiveKills {
    private final StorageLab gluster;

    LiveKillOnGlusterIT(LibvirtLab lab, StorageLab gluster) {
        super(lab);
        this.gluster = gluster;
    }

    @Override
    LibvirtWorld newWorld(LibvirtLab guests) {
        GlusterPlace place =
                GlusterPlace.in(gluster, gluster.mountGluster(gluster.directory()), guests.newSmallFileSystem(16));
        return new LibvirtWorld(guests, place, ImageFormat.RAW);
    }

    @Override
    Set<Work> sample() {
        return EnumSet.of(Work.COMMIT_MIDDLE);
    }
}
