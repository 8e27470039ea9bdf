package org.chainsmith.testkit.contract;

import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every backend for images that no guest uses keeps to. A backend is tested by extending this class and saying how
 * a world is made. The name of each test begins with the stable id of its rule.
 */
@ExtendWith(FeatureRefusals.class)
public abstract class OfflineImagesContract
        implements CreatingRules, MergingRules, ReadingRules, LedgerRules, LogRules, LockRules, UseCaseRules {
    private World world;
    private SnapshotBackend backend;

    /** A world with an empty store. */
    protected abstract World newWorld();

    @BeforeEach
    final void openWorld() {
        world = newWorld();
        backend = world.open(Effects.DIRECT);
    }

    @AfterEach
    final void closeWorld() {
        world.close();
    }

    @Override
    public final World world() {
        return world;
    }

    @Override
    public final SnapshotBackend backend() {
        return backend;
    }
}
