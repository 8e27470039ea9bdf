package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.testkit.contract.CrashContract;
import org.chainsmith.testkit.contract.OfflineImagesContract;
import org.chainsmith.testkit.contract.World;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit is worth what it finds: each broken backend turns the right rule red, and a right one turns none red. */
final class BrokenBackendsTest {
    private static final Map<String, UnaryOperator<SnapshotBackend>> BREAKING = new ConcurrentHashMap<>();
    private static final String KEY = "breaking";

    static Stream<Arguments> breaking() {
        return Stream.of(
                broken("commit copies nothing", BrokenBackends::commitCopiesNothing, Rules.class, "OI-05"),
                broken(
                        "commit writes the wrong image",
                        BrokenBackends::commitWritesTheWrongImage,
                        Rules.class,
                        "OI-06"),
                broken("commit takes only the top", BrokenBackends::commitTakesOnlyTheTop, Rules.class, "OI-05"),
                broken("create replaces", BrokenBackends::createReplaces, Rules.class, "OI-03"),
                broken("remove removes another", BrokenBackends::removeRemovesTheNeighbour, Rules.class, "OI-09"),
                broken("undeclared commit works", BrokenBackends::undeclaredCommitWorks, Rules.class, "OI-04"),
                broken("ledgers are not durable", BrokenBackends::ledgersAreNotDurable, Rules.class, "LE-02"),
                broken("log forgets", BrokenBackends::logForgetsSteps, Rules.class, "LO-02"),
                broken("lock excludes nobody", BrokenBackends::lockExcludesNobody, Rules.class, "LK-01"),
                broken("interrupted pull is believed", BrokenBackends::interruptedPullIsBelieved, Rules.class, "OI-14"),
                broken("ledgers are not durable", BrokenBackends::ledgersAreNotDurable, Crashes.class, "CR-01"),
                broken("nothing", UnaryOperator.identity(), Rules.class, ""),
                broken("nothing", UnaryOperator.identity(), Crashes.class, ""));
    }

    private static Arguments broken(
            String what, UnaryOperator<SnapshotBackend> breaking, Class<?> contract, String red) {
        return Arguments.of(what, breaking, contract, red);
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("breaking")
    void theRightRuleGoesRed(String what, UnaryOperator<SnapshotBackend> breaking, Class<?> contract, String red) {
        BREAKING.put(KEY, breaking);
        Set<String> found = RedRules.of(contract, 50);
        if (red.isEmpty()) {
            assertThat(found).as(what).isEmpty();
        } else {
            assertThat(found).as(what).contains(red);
        }
    }

    private static World brokenWorld() {
        return new MemoryWorld(MemoryWorld.ALL) {
            @Override
            public SnapshotBackend open(Effects effects) {
                return BREAKING.get(KEY).apply(super.open(effects));
            }
        };
    }

    static final class Rules extends OfflineImagesContract {
        @Override
        protected World newWorld() {
            return brokenWorld();
        }
    }

    static final class Crashes extends CrashContract {
        @Override
        protected World newWorld() {
            return brokenWorld();
        }

        @Override
        protected int secondFaults() {
            return 3;
        }
    }
}
