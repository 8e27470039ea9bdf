package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.testkit.contract.CrashContract;
import org.chainsmith.testkit.contract.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

final class MemoryCrashTest {
    private static final AtomicInteger WORLDS = new AtomicInteger();

    @AfterAll
    static void everyCombinationOfFaultsWasTried() {
        assertThat(WORLDS).hasValueGreaterThan(5_000);
    }

    private static World newWorld(Set<Feature> features) {
        WORLDS.incrementAndGet();
        return new MemoryWorld(features);
    }

    @Nested
    final class WithCommit extends CrashContract {
        @Override
        protected World newWorld() {
            return MemoryCrashTest.newWorld(MemoryWorld.ALL);
        }
    }

    @Nested
    final class WithPullOnly extends CrashContract {
        @Override
        protected World newWorld() {
            return MemoryCrashTest.newWorld(MemoryWorld.PULL_ONLY);
        }
    }
}
