package org.chainsmith.testkit.contract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every hypervisor keeps to, with the store that its guests' disks are on. One is tested by extending this class and
 * saying how a world is made. The name of each test begins with the stable id of its rule.
 */
public abstract class LiveDisksContract implements LiveCreatingRules, QuiesceRules, LiveDeletingRules, LiveJobRules {
    private LiveWorld world;

    /** A world whose guest runs, with fresh disks. */
    protected abstract LiveWorld newWorld();

    @BeforeEach
    final void openWorld() {
        world = newWorld();
    }

    @AfterEach
    final void closeWorld() {
        world.close();
    }

    @Override
    public final LiveWorld world() {
        return world;
    }
}
