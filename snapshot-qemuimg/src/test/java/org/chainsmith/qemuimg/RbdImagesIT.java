package org.chainsmith.qemuimg;

import java.util.List;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.testkit.contract.OfflineImagesContract;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The conformance kit's contract for offline images, on a real Ceph cluster through librbd. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.CEPH)
@Timeout(600)
final class RbdImagesIT extends OfflineImagesContract {
    private static final NetworkStorage STORAGE = new NetworkStorage();
    private static StorageLab lab;

    @BeforeAll
    static void take(StorageLab given) {
        lab = given;
    }

    @AfterAll
    static void letGo() {
        STORAGE.close();
    }

    @Override
    protected World newWorld() {
        RbdPlace place = RbdPlace.in(lab);
        return new NetworkWorld(STORAGE, place.beside(), List.of(), () -> place.empty(STORAGE));
    }
}
