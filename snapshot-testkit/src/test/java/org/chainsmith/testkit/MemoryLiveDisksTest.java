package org.chainsmith.testkit;

import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.contract.LiveDisksContract;
import org.chainsmith.testkit.contract.LiveWorld;
import org.junit.jupiter.api.Nested;

final class MemoryLiveDisksTest {
    @Nested
    final class WithAllFeatures extends LiveDisksContract {
        @Override
        protected LiveWorld newWorld() {
            return new MemoryLiveWorld(MemoryLiveWorld.ALL, ImageFormat.QCOW2);
        }
    }

    @Nested
    final class OnRawBases extends LiveDisksContract {
        @Override
        protected LiveWorld newWorld() {
            return new MemoryLiveWorld(MemoryLiveWorld.ALL, ImageFormat.RAW);
        }
    }

    @Nested
    final class WithoutHeaders extends LiveDisksContract {
        @Override
        protected LiveWorld newWorld() {
            return MemoryLiveWorld.withoutHeaders();
        }
    }

    @Nested
    final class WithPullOnly extends LiveDisksContract {
        @Override
        protected LiveWorld newWorld() {
            return new MemoryLiveWorld(MemoryLiveWorld.PULL_ONLY, ImageFormat.QCOW2);
        }
    }
}
