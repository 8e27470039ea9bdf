package org.chainsmith.qemuimg;

import java.nio.file.Path;
import org.chainsmith.testkit.contract.OfflineImagesContract;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The same contract on files of a network file system: a Gluster volume that is mounted, as a share of NFS would be. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.GLUSTER)
final class GlusterMountImagesIT extends OfflineImagesContract {
    private static StorageLab lab;
    private static Path mount;

    @BeforeAll
    static void mount(StorageLab given) {
        lab = given;
        mount = given.mountGluster(given.directory());
    }

    @Override
    protected World newWorld() {
        return new QemuImgWorld(
                QemuImgConfig.defaults(), GlusterPlace.in(lab, mount).directory());
    }
}
