package org.chainsmith.app.live;

import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** A Gluster server dies or stands still. */
@NeedsServer(StorageServer.GLUSTER)
final class StorageFaultsOnGlusterIT extends StorageFaults {
    private final StorageLab gluster;

    StorageFaultsOnGlusterIT(LibvirtLab lab, StorageLab gluster) {
        super(lab, gluster);
        this.gluster = gluster;
    }

    @Override
    LibvirtWorld newWorld(LibvirtLab guests) {
        GlusterPlace place =
                GlusterPlace.in(gluster, gluster.mountGluster(gluster.directory()), guests.newSmallFileSystem(16));
        return new LibvirtWorld(guests, place, ImageFormat.QCOW2);
    }
}
