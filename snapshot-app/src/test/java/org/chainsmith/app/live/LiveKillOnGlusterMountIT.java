package org.chainsmith.app.live;

import org.chainsmith.app.place.DirectoryPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Requests are killed whose volumes are files of a mounted network file system. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.GLUSTER)
final class LiveKillOnGlusterMountIT extends LiveKills {
    LiveKillOnGlusterMountIT(LibvirtLab guests, StorageLab storage) {
        super(
                guests,
                () -> new LibvirtWorld(guests, DirectoryPlace.onGlusterMount(storage, guests), ImageFormat.QCOW2));
    }
}
