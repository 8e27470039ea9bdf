package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.guest.AttachedBackend;
import org.chainsmith.testkit.BrokenHypervisors.Breaking;
import org.chainsmith.testkit.contract.LiveCrashContract;
import org.chainsmith.testkit.contract.LiveDisksContract;
import org.chainsmith.testkit.contract.LiveWorld;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each broken hypervisor or agent turns the right live rule red, and a right one turns none red. */
final class BrokenHypervisorsTest {
    private static final Map<String, Object> BREAKING = new ConcurrentHashMap<>();
    private static final Set<Feature> BOTH = MemoryLiveWorld.ALL;
    private static final Set<Feature> PULL = MemoryLiveWorld.PULL_ONLY;

    static Stream<Arguments> breaking() {
        return Stream.of(
                broken("flush does nothing", BrokenHypervisors.flushDoesNothing(), PULL, Crashes.class, "LC-05"),
                broken("runs look the same", BrokenHypervisors.runsAreAllTheSame(), PULL, Crashes.class, "LC-01"),
                broken("switch is not atomic", BrokenHypervisors.switchesDiskByDisk(), BOTH, Crashes.class, "LC-01"),
                broken("running job is refused", BrokenHypervisors.runningJobIsRefused(), BOTH, Crashes.class, "LC-01"),
                broken("gone job is success", BrokenHypervisors.goneJobIsSuccess(), BOTH, Rules.class, "LV-20"),
                broken("only the top", BrokenHypervisors.commitTakesOnlyTheTop(), BOTH, Rules.class, "LV-10"),
                broken("jobs are not seen", BrokenHypervisors.jobsAreNotSeen(), BOTH, Rules.class, "LV-05"),
                broken("always complete", BrokenHypervisors.chainsAreAlwaysComplete(), BOTH, Rules.class, "LV-07"),
                broken("no following", BrokenHypervisors.definitionDoesNotFollow(), BOTH, Rules.class, "LV-12"),
                broken("obstacles are not seen", BrokenHypervisors.obstaclesAreNotSeen(), BOTH, Rules.class, "LV-04"),
                broken("thaw does nothing", BrokenHypervisors.thawDoesNothing(), BOTH, Rules.class, "QU-01"),
                broken("thaw is not counted", BrokenHypervisors.thawIsNotCounted(), BOTH, Rules.class, "QU-04"),
                broken("nothing", BrokenHypervisors.nothing(), BOTH, Rules.class, ""),
                broken("nothing", BrokenHypervisors.nothing(), BOTH, Crashes.class, ""));
    }

    private static Arguments broken(
            String what, Breaking breaking, Set<Feature> features, Class<?> contract, String red) {
        return Arguments.of(what, breaking, features, contract, red);
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("breaking")
    void theRightRuleGoesRed(String what, Breaking breaking, Set<Feature> features, Class<?> contract, String red) {
        BREAKING.put("breaking", breaking);
        BREAKING.put("features", features);
        Set<String> found = RedRules.of(contract, 15);
        if (red.isEmpty()) {
            assertThat(found).as(what).isEmpty();
        } else {
            assertThat(found).as(what).contains(red);
        }
    }

    private static LiveWorld brokenWorld() {
        Breaking breaking = (Breaking) BREAKING.get("breaking");
        @SuppressWarnings("unchecked")
        Set<Feature> features = (Set<Feature>) BREAKING.get("features");
        return new MemoryLiveWorld(features, ImageFormat.QCOW2) {
            @Override
            public SnapshotBackend open(Effects effects) {
                SnapshotBackend right = super.open(effects);
                return new AttachedBackend(
                        right,
                        breaking.live(right.live(), effects),
                        breaking.agent(right.agent()),
                        volume -> Optional.empty());
            }
        };
    }

    static final class Rules extends LiveDisksContract {
        @Override
        protected LiveWorld newWorld() {
            return brokenWorld();
        }
    }

    static final class Crashes extends LiveCrashContract {
        @Override
        protected LiveWorld newWorld() {
            return brokenWorld();
        }

        @Override
        protected int secondFaults() {
            return 2;
        }
    }
}
