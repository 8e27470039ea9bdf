package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.testkit.fault.ActAtEffect;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.When;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * No death of us, of a guest's process, or of both, at any effect of a live request, loses what is to be kept, or leaves
 * a guest frozen. A hypervisor is tested by extending this class and saying how a world is made.
 */
public abstract class LiveCrashContract {
    /** What happens between our death and the recovery. */
    public enum Meanwhile {
        /** Nothing: a job that runs is met as it was. */
        NOTHING,
        /** Jobs go on. */
        JOBS_GO_ON,
        /** The guest is shut down. */
        GUEST_STOPS,
        /** The guest's process dies. */
        GUEST_DIES,
        /** Jobs go on, then the guest's process dies. */
        GUEST_DIES_AFTER_JOBS,
        /** The same, and the guest is started anew. */
        GUEST_IS_STARTED_ANEW
    }

    /** A world whose guest runs, with fresh disks. */
    protected abstract LiveWorld newWorld();

    /** At how many effects of a request, evenly spread, a fault strikes. All of them, unless that takes too long. */
    protected int faults() {
        return Integer.MAX_VALUE;
    }

    /** At how many effects of a recovery, evenly spread, a second fault strikes. */
    protected int secondFaults() {
        return Integer.MAX_VALUE;
    }

    /** What is tried after each fault. */
    protected Set<Meanwhile> meanwhile() {
        return EnumSet.allOf(Meanwhile.class);
    }

    private static void happen(LiveWorld world, Meanwhile meanwhile) {
        switch (meanwhile) {
            case NOTHING -> {}
            case JOBS_GO_ON -> world.finishJobs();
            case GUEST_STOPS -> ifActive(world, LiveWorld::stop);
            case GUEST_DIES -> ifActive(world, LiveWorld::kill);
            case GUEST_DIES_AFTER_JOBS -> {
                world.finishJobs();
                ifActive(world, LiveWorld::kill);
            }
            case GUEST_IS_STARTED_ANEW -> {
                world.finishJobs();
                ifActive(world, LiveWorld::kill);
                world.start();
            }
        }
    }

    private static void ifActive(LiveWorld world, Consumer<LiveWorld> act) {
        if (world.isActive()) {
            act.accept(world);
        }
    }

    @TestFactory
    @DisplayName("LC-01 a request whose sender dies at any effect can be recovered, whatever happens to the guest then")
    Stream<DynamicTest> killedRequestIsRecovered() {
        return scenarios(scenario -> forEachFault(scenario, (when, effect) -> {
            for (Meanwhile meanwhile : meanwhile()) {
                inRun(scenario, meanwhile.toString(), run -> {
                    run.send(KillAtEffect.kill(when, effect));
                    happen(run.world(), meanwhile);
                    settle(run, meanwhile);
                    run.assertSettled();
                });
            }
        }));
    }

    private static void settle(LiveCrashRun run, Meanwhile meanwhile) {
        if (meanwhile == Meanwhile.GUEST_IS_STARTED_ANEW) {
            run.settleWithStopIfNeeded();
        } else {
            run.settle();
        }
    }

    @TestFactory
    @DisplayName("LC-02 a recovery that dies at any effect can be recovered")
    Stream<DynamicTest> killedRecoveryIsRecovered() {
        return scenarios(scenario -> forEachFault(scenario, (when, effect) -> {
            for (Meanwhile meanwhile : List.of(Meanwhile.NOTHING, Meanwhile.GUEST_DIES_AFTER_JOBS)) {
                KillAtEffect counting = KillAtEffect.never();
                inRun(scenario, "counting", run -> {
                    run.send(KillAtEffect.kill(when, effect));
                    happen(run.world(), meanwhile);
                    run.recover(counting);
                });
                Faults.spread(counting.counted(), secondFaults())
                        .forEach(second -> inRun(scenario, meanwhile + ", then " + second, run -> {
                            run.send(KillAtEffect.kill(when, effect));
                            happen(run.world(), meanwhile);
                            run.recover(KillAtEffect.kill(When.BEFORE, second));
                            run.settle();
                            run.assertSettled();
                        }));
            }
        }));
    }

    @TestFactory
    @DisplayName("LC-03 a request during which the guest dies at any effect answers the truth, and can be recovered")
    Stream<DynamicTest> guestDiesAtAnyEffect() {
        return scenarios(scenario -> forEachFault(
                scenario,
                (when, effect) -> inRun(scenario, "the guest dies", run -> {
                    run.sendAndBelieveTheAnswer(
                            new ActAtEffect(when, effect, () -> ifActive(run.world(), LiveWorld::kill)));
                    run.settle();
                    run.assertSettled();
                })));
    }

    @TestFactory
    @DisplayName("LC-04 a request of which any call fails, before or after it took effect, answers the truth")
    Stream<DynamicTest> failedCallIsToldTruly() {
        return scenarios(scenario -> forEachFault(scenario, (when, effect) -> {
            for (ErrorCode code : List.of(ErrorCode.CONNECTION_LOST, ErrorCode.LIBVIRT_FAILED, ErrorCode.NO_SPACE)) {
                inRun(scenario, code.id(), run -> {
                    run.sendAndBelieveTheAnswer(KillAtEffect.fail(when, effect, code));
                    run.settle();
                    run.assertSettled();
                });
            }
        }));
    }

    @TestFactory
    @DisplayName("LC-05 what is answered as done outlives the guest's process, which dies right then")
    Stream<DynamicTest> doneIsDurable() {
        return scenarios(scenario -> inRun(scenario, "the guest dies", run -> {
            run.send(Effects.DIRECT);
            ifActive(run.world(), LiveWorld::kill);
            run.assertDone();
            run.assertSettled();
        }));
    }

    @TestFactory
    @DisplayName("LC-06 what a guest writes that is started between our death and the recovery is there afterwards")
    Stream<DynamicTest> writesBeforeTheRecoveryAreKept() {
        return scenarios(
                LiveScenario::off,
                scenario -> forEachFault(
                        scenario,
                        (when, effect) -> inRun(scenario, "the guest is started and writes", run -> {
                            run.send(KillAtEffect.kill(when, effect));
                            run.world().start();
                            run.writeAndStop();
                            run.settle();
                            run.assertWritesAreKept();
                        })));
    }

    @TestFactory
    @DisplayName("LC-07 a guest that is started at any effect of a snapshot has it of all disks or of none")
    Stream<DynamicTest> guestIsStartedMeanwhile() {
        return scenarios(
                scenario -> scenario.off() && scenario.deleted().isEmpty(),
                scenario -> forEachFault(
                        scenario,
                        (when, effect) -> inRun(scenario, "the guest is started", run -> {
                            run.sendAndBelieveTheAnswer(new ActAtEffect(
                                    when, effect, () -> run.world().start()));
                            run.settle();
                            run.assertSettled();
                        })));
    }

    private Stream<DynamicTest> scenarios(Consumer<LiveScenario> rule) {
        return scenarios(scenario -> true, rule);
    }

    private Stream<DynamicTest> scenarios(Predicate<LiveScenario> concerned, Consumer<LiveScenario> rule) {
        boolean commits;
        try (LiveWorld world = newWorld()) {
            commits = world.open(Effects.DIRECT).features().contains(Feature.LIVE_COMMIT);
        }
        return LiveScenario.all(commits).stream()
                .filter(concerned)
                .map(scenario -> DynamicTest.dynamicTest(scenario.title(), () -> rule.accept(scenario)));
    }

    private void forEachFault(LiveScenario scenario, Faults.Rule rule) {
        KillAtEffect counting = KillAtEffect.never();
        inRun(scenario, "counting", run -> run.send(counting));
        assertThat(counting.counted()).as("effects of " + scenario.title()).isPositive();
        Faults.forEach(scenario.title(), counting.counted(), faults(), rule);
    }

    private void inRun(LiveScenario scenario, String what, Consumer<LiveCrashRun> act) {
        try (LiveWorld world = newWorld()) {
            act.accept(new LiveCrashRun(world, scenario));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }
}
