package org.chainsmith.qemuimg;

import java.nio.file.Path;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.testkit.contract.EssentialUnlessFull;
import org.chainsmith.testkit.contract.OfflineImagesContract;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance kit's contract for offline images, on a real Gluster volume through libgfapi. */
@ExtendWith(EssentialUnlessFull.class)
@NeedsServer(StorageServer.GLUSTER)
final class GlusterImagesIT extends OfflineImagesContract {
    private static final NetworkStorage STORAGE = new NetworkStorage();
    private static StorageLab lab;
    private static Path mount;

    @BeforeAll
    static void mount(StorageLab given) {
        lab = given;
        mount = given.mountGluster(given.directory());
    }

    @AfterAll
    static void letGo() {
        STORAGE.close();
    }

    @Override
    protected World newWorld() {
        GlusterPlace place = GlusterPlace.in(lab, mount);
        return new NetworkWorld(STORAGE, place.beside(), lab.quickEnd(), place::remove);
    }
}
