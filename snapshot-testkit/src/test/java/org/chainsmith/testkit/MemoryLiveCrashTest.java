package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.contract.LiveCrashContract;
import org.chainsmith.testkit.contract.LiveWorld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

final class MemoryLiveCrashTest {
    private static final AtomicInteger WORLDS = new AtomicInteger();

    @AfterAll
    static void everyCombinationOfFaultsWasTried() {
        assertThat(WORLDS).hasValueGreaterThan(8_000);
    }

    private static LiveWorld newWorld(Set<Feature> features, ImageFormat format) {
        WORLDS.incrementAndGet();
        return new MemoryLiveWorld(features, format);
    }

    @Nested
    final class WithCommit extends LiveCrashContract {
        @Override
        protected LiveWorld newWorld() {
            return MemoryLiveCrashTest.newWorld(MemoryLiveWorld.ALL, ImageFormat.RAW);
        }
    }

    /** The definition lists the layers, as nothing else tells them. */
    @Nested
    final class WithoutHeaders extends LiveCrashContract {
        @Override
        protected LiveWorld newWorld() {
            WORLDS.incrementAndGet();
            return MemoryLiveWorld.withoutHeaders(MemoryLiveWorld.ALL);
        }
    }

    @Nested
    final class WithPullOnlyAndWithoutHeaders extends LiveCrashContract {
        @Override
        protected LiveWorld newWorld() {
            WORLDS.incrementAndGet();
            return MemoryLiveWorld.withoutHeaders(MemoryLiveWorld.PULL_ONLY);
        }
    }

    @Nested
    final class WithPullOnly extends LiveCrashContract {
        @Override
        protected LiveWorld newWorld() {
            return MemoryLiveCrashTest.newWorld(MemoryLiveWorld.PULL_ONLY, ImageFormat.QCOW2);
        }
    }
}
