package org.chainsmith.testkit.contract;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.RecoverGuests;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.chainsmith.testkit.request.LiveUseCases;

/** One world in which one live request meets a fault. */
final class LiveCrashRun implements LiveRules {
    private final LiveWorld world;
    private final Map<VolumeId, SnapshotId> created;
    private final Set<SnapshotId> deleted;
    private final Map<VolumeId, VolumeContent> before;
    private final Map<VolumeId, VolumeContent> after;

    LiveCrashRun(LiveWorld world, LiveScenario scenario) {
        this.world = world;
        List<Map<VolumeId, SnapshotId>> taken = fill(scenario.disks(), scenario.snapshots());
        this.created = scenario.deleted().isEmpty() ? ids(scenario.disks()) : Map.of();
        this.deleted = scenario.deleted().stream()
                .map(taken::get)
                .flatMap(ids -> Optional.ofNullable(ids.get(volume(0))).stream())
                .collect(toSet());
        this.before = contents();
        this.after = new HashMap<>(before);
        created.forEach((volume, id) -> after.computeIfPresent(volume, (same, content) -> content.withSnapshot(id)));
        after.computeIfPresent(volume(0), (same, content) -> content.without(deleted));
    }

    @Override
    public LiveWorld world() {
        return world;
    }

    private void ask(LiveUseCases useCases) {
        if (created.isEmpty()) {
            useCases.delete(volume(0), deleted);
        } else {
            useCases.create(created, QuiescePolicy.REQUIRE);
        }
    }

    /** Sends the request through these effects, which may kill the sender. */
    void send(Effects effects) {
        try {
            ask(useCases(effects));
        } catch (Killed expected) {
            return;
        }
    }

    /** Sends the request through these effects; the answer is the truth. */
    void sendAndBelieveTheAnswer(Effects effects) {
        try {
            ask(useCases(effects));
            assertThat(contents()).as("the volumes after success").isEqualTo(after);
            assertThat(world.isFrozen()).as("the guest is frozen after success").isFalse();
        } catch (SnapshotException e) {
            if (e.kind() != ErrorKind.OUTCOME_UNKNOWN) {
                assertThat(contents()).as("the volumes after %s", e).isEqualTo(before);
                assertNothingOpen();
            }
        }
    }

    void recover(Effects effects) {
        try {
            useCases(effects).recover();
        } catch (Killed expected) {
            return;
        }
    }

    /** Recovers at once. */
    void settle() {
        useCases().recoverAll();
    }

    /** Recovers; what cannot be settled because the guest was started anew is settled once it is off. */
    void settleWithStopIfNeeded() {
        List<SnapshotException> failures = useCases().recover().stream()
                .map(RecoverGuests.Result::failure)
                .flatMap(Optional::stream)
                .toList();
        if (!failures.isEmpty()) {
            assertThat(failures).allMatch(e -> e.kind() == ErrorKind.OUTCOME_UNKNOWN);
            assertThat(world.isActive())
                    .as("the guest is active, and hinders %s", failures)
                    .isTrue();
            world.stop();
            settle();
        }
    }

    /** Everything is as before the request or as after it, on all disks alike, and the request can be repeated. */
    void assertSettled() {
        assertNothingOpen();
        if (!world.isActive()) {
            world.start();
        }
        assertThat(contents()).as("the volumes").isIn(before, after);
        ask(useCases());
        assertDone();
        RecordedEffects effects = new RecordedEffects();
        ask(useCases(effects));
        assertThat(effects.effects()).as("effects of the third request").isEmpty();
        assertSurvivesRestart();
    }

    void assertDone() {
        assertThat(contents()).as("the volumes after the request").isEqualTo(after);
        assertNothingOpen();
    }
}
