package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.When;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * No crash and no failed call, at any effect of any operation, loses what is to be kept: after recovery everything is as
 * before the request or as after it, nothing unknown is left, and the request can be repeated. Every effect is tried in
 * turn. A backend is tested by extending this class and saying how a world is made.
 */
public abstract class CrashContract {
    /** A world with an empty store. */
    protected abstract World newWorld();

    /** At how many effects of an operation, evenly spread, a fault strikes. All of them, unless that takes too long. */
    protected int faults() {
        return Integer.MAX_VALUE;
    }

    /** At how many effects of what follows a fault, evenly spread, a second one strikes. */
    protected int secondFaults() {
        return Integer.MAX_VALUE;
    }

    @TestFactory
    @DisplayName("CR-01 an operation that dies at any effect can be recovered")
    Stream<DynamicTest> killedOperationIsRecovered() {
        return scenarios(scenario -> forEachFault(
                scenario,
                (when, effect) -> inRun(scenario, run -> {
                    run.send(KillAtEffect.kill(when, effect));
                    run.recover(Effects.DIRECT);
                    run.assertSettled();
                })));
    }

    @TestFactory
    @DisplayName("CR-02 a recovery that dies at any effect can be recovered")
    Stream<DynamicTest> killedRecoveryIsRecovered() {
        return scenarios(scenario -> forEachFault(scenario, (when, effect) -> {
            KillAtEffect counting = KillAtEffect.never();
            inRun(scenario, run -> {
                run.send(KillAtEffect.kill(when, effect));
                run.recover(counting);
            });
            Faults.spread(counting.counted(), secondFaults())
                    .forEach(second -> inRun(scenario, run -> {
                        run.send(KillAtEffect.kill(when, effect));
                        run.recover(KillAtEffect.kill(When.BEFORE, second));
                        run.recover(Effects.DIRECT);
                        run.assertSettled();
                    }));
        }));
    }

    @TestFactory
    @DisplayName("CR-03 an operation of which any effect fails says truly whether it was taken back")
    Stream<DynamicTest> failedOperationTellsTheTruth() {
        return scenarios(scenario -> forEachFault(
                scenario,
                (when, effect) -> inRun(scenario, run -> {
                    run.sendAndBelieveTheAnswer(KillAtEffect.fail(when, effect, code(effect)));
                    run.recover(Effects.DIRECT);
                    run.assertSettled();
                })));
    }

    @TestFactory
    @DisplayName("CR-04 an operation that dies while it takes back what failed can be recovered")
    Stream<DynamicTest> killedWhileTakingBackIsRecovered() {
        return scenarios(scenario -> forEachFault(scenario, (when, effect) -> {
            KillAtEffect counting = KillAtEffect.fail(when, effect, code(effect));
            inRun(scenario, run -> run.sendInVain(counting));
            int left = Math.max(0, counting.counted() - effect - 1);
            Faults.spread(left, secondFaults())
                    .forEach(second -> inRun(scenario, run -> {
                        run.sendInVain(
                                KillAtEffect.fail(when, effect, code(effect)).thenKill(effect + 1 + second));
                        run.recover(Effects.DIRECT);
                        run.assertSettled();
                    }));
        }));
    }

    @TestFactory
    @DisplayName("CR-05 where commits are used, what is kept reads the same at every instant, also before recovery")
    Stream<DynamicTest> keptContentReadsTheSameAtEveryInstant() {
        if (!features().contains(Feature.OFFLINE_COMMIT)) {
            return Stream.empty();
        }
        return scenarios(
                Scenario.ordinary(),
                scenario -> forEachFault(
                        scenario,
                        (when, effect) -> inRun(scenario, run -> {
                            run.send(KillAtEffect.kill(when, effect));
                            run.assertReadsTheSameUnrecovered();
                        })));
    }

    private Set<Feature> features() {
        try (World world = newWorld()) {
            return world.open(Effects.DIRECT).features();
        }
    }

    private static ErrorCode code(int effect) {
        return effect % 2 == 0 ? ErrorCode.NO_SPACE : ErrorCode.IO_ERROR;
    }

    private Stream<DynamicTest> scenarios(Consumer<Scenario> rule) {
        return scenarios(Scenario.all(features()), rule);
    }

    private static Stream<DynamicTest> scenarios(List<Scenario> scenarios, Consumer<Scenario> rule) {
        return scenarios.stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.title(), () -> rule.accept(scenario)));
    }

    /** Runs the operation once to count its effects, then checks the rule for a fault before and after each of them. */
    private void forEachFault(Scenario scenario, Faults.Rule rule) {
        KillAtEffect counting = KillAtEffect.never();
        inRun(scenario, run -> run.send(counting));
        assertThat(counting.counted()).as("effects of " + scenario.title()).isPositive();
        Faults.forEach(scenario.title(), counting.counted(), faults(), rule);
    }

    private void inRun(Scenario scenario, Consumer<CrashRun> act) {
        try (World world = newWorld()) {
            act.accept(new CrashRun(world, scenario));
        }
    }
}
