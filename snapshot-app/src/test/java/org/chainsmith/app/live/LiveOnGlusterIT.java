package org.chainsmith.app.live;

import java.nio.file.Path;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.contract.LiveDisksContract;
import org.chainsmith.testkit.contract.LiveWorld;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of live disks, on a Gluster volume that QEMU opens by libgfapi. */
@ExtendWith({LabExtension.class, EssentialUnlessFull.class})
@NeedsServer(StorageServer.GLUSTER)
@Timeout(180)
final class LiveOnGlusterIT extends LiveDisksContract {
    private static StorageLab gluster;
    private static Path mount;

    private final LibvirtLab lab;

    LiveOnGlusterIT(LibvirtLab lab) {
        this.lab = lab;
    }

    @BeforeAll
    static void mount(StorageLab given) {
        gluster = given;
        mount = given.mountGluster(given.directory());
    }

    @Override
    protected LiveWorld newWorld() {
        return new LibvirtWorld(lab, GlusterPlace.in(gluster, mount, lab.newSmallFileSystem(16)), ImageFormat.QCOW2);
    }
}
