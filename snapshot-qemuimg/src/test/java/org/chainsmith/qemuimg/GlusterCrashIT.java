package org.chainsmith.qemuimg;

import java.nio.file.Path;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.testkit.contract.CrashContract;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The conformance kit's crash contract on a real Gluster volume, in a full run. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.GLUSTER)
final class GlusterCrashIT extends CrashContract {
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

    @Override
    protected int faults() {
        return 3;
    }

    @Override
    protected int secondFaults() {
        return 1;
    }
}
