package org.chainsmith.testkit;

import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.testkit.contract.OfflineImagesContract;
import org.chainsmith.testkit.contract.World;
import org.junit.jupiter.api.Nested;

final class MemoryOfflineImagesTest {
    @Nested
    final class WithAllFeatures extends OfflineImagesContract {
        @Override
        protected World newWorld() {
            return new MemoryWorld(MemoryWorld.ALL);
        }
    }

    @Nested
    final class WithoutCommit extends OfflineImagesContract {
        @Override
        protected World newWorld() {
            return new MemoryWorld(MemoryWorld.PULL_ONLY);
        }
    }

    @Nested
    final class WithoutPull extends OfflineImagesContract {
        @Override
        protected World newWorld() {
            return new MemoryWorld(Set.of(Feature.OFFLINE_COMMIT));
        }
    }

    @Nested
    final class WithoutAnyFeature extends OfflineImagesContract {
        @Override
        protected World newWorld() {
            return new MemoryWorld(Set.of());
        }
    }
}
