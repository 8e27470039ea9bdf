package org.chainsmith.testkit.contract;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.error.ErrorCode;
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
    private final boolean off;
    private final Set<VolumeId> disks;
    private final Map<VolumeId, SnapshotId> created;
    private final Set<SnapshotId> deleted;
    private final Map<VolumeId, VolumeContent> before;
    private final Map<VolumeId, VolumeContent> after;
    private final Map<VolumeId, String> written = new HashMap<>();

    LiveCrashRun(LiveWorld world, LiveScenario scenario) {
        this.world = world;
        List<Map<VolumeId, SnapshotId>> taken = fill(scenario.disks(), scenario.snapshots());
        this.disks = Set.copyOf(world.volumes().subList(0, scenario.disks()));
        this.created = scenario.deleted().isEmpty() ? ids(scenario.disks()) : Map.of();
        this.deleted = scenario.deleted().stream()
                .flatMap(index -> taken.get(index).values().stream())
                .collect(toSet());
        this.off = scenario.off();
        if (off) {
            world.stop();
        }
        this.before = contents();
        this.after = new HashMap<>(before);
        created.forEach((volume, id) -> after.computeIfPresent(volume, (same, content) -> content.withSnapshot(id)));
        disks.forEach(volume -> after.computeIfPresent(volume, (same, content) -> content.without(deleted)));
    }

    @Override
    public LiveWorld world() {
        return world;
    }

    /** Asks, and tells what failed. Snapshots of several disks are taken as one; deletions are each disk's own. */
    private Map<VolumeId, SnapshotException> ask(LiveUseCases useCases) {
        Map<VolumeId, SnapshotException> failures = new HashMap<>();
        if (created.isEmpty()) {
            useCases.delete(disks, deleted)
                    .forEach(result -> result.failure()
                            .ifPresent(e -> failures.put(result.volume().volume(), known(e))));
        } else {
            try {
                useCases.create(created, QuiescePolicy.REQUIRE);
            } catch (SnapshotException e) {
                disks.forEach(volume -> failures.put(volume, e));
            }
        }
        return failures;
    }

    private static SnapshotException known(RuntimeException failure) {
        if (failure instanceof SnapshotException known) {
            return known;
        }
        throw failure;
    }

    /** Sends the request through these effects, which may kill the sender. */
    void send(Effects effects) {
        try {
            assertThat(ask(useCases(effects))).isEmpty();
        } catch (Killed expected) {
            return;
        }
    }

    /** Sends the request through these effects; the answer is the truth. */
    void sendAndBelieveTheAnswer(Effects effects) {
        Map<VolumeId, SnapshotException> failures = ask(useCases(effects));
        boolean unknown = false;
        for (VolumeId volume : world.volumes()) {
            SnapshotException failure = failures.get(volume);
            if (failure != null && failure.kind() == ErrorKind.OUTCOME_UNKNOWN) {
                unknown = true;
            } else {
                assertThat(content(volume))
                        .as("volume %s after %s", volume, failure == null ? "success" : failure)
                        .isEqualTo((failure == null ? after : before).get(volume));
            }
        }
        if (!unknown) {
            assertNothingOpen();
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
            assertThat(failures)
                    .allMatch(e -> e.kind() == ErrorKind.OUTCOME_UNKNOWN || e.code() == ErrorCode.IMAGE_IN_USE);
            assertThat(world.isActive())
                    .as("the guest is active, and hinders %s", failures)
                    .isTrue();
            world.stop();
            settle();
        }
    }

    /** The guest, which is active, writes to all disks, whatever they are; then it is shut down. */
    void writeAndStop() {
        write(9);
        SnapshotBackend backend = backend(Effects.DIRECT);
        world.attached()
                .forEach((volume, at) -> written.put(
                        volume,
                        world.digest(
                                volume, backend.live().open(at).orElseThrow().active())));
        world.stop();
    }

    /** The disks read what was written last, and every snapshot what it read before. */
    void assertWritesAreKept() {
        assertNothingOpen();
        contents().forEach((volume, content) -> {
            assertThat(content.active()).as("volume %s", volume).isEqualTo(written.get(volume));
            VolumeContent first = before.getOrDefault(volume, content);
            content.snapshots()
                    .forEach((id, digest) -> assertThat(digest)
                            .as("snapshot %s", id)
                            .isEqualTo(first.snapshots().getOrDefault(id, first.active())));
        });
    }

    /** Each disk is as before the request or as after it, a snapshot on all alike, and the request can be repeated. */
    void assertSettled() {
        assertNothingOpen();
        if (!world.isActive()) {
            world.start();
        }
        Map<VolumeId, VolumeContent> now = contents();
        if (created.isEmpty()) {
            now.forEach((volume, content) ->
                    assertThat(content).as("volume %s", volume).isIn(before.get(volume), after.get(volume)));
        } else {
            assertThat(now).as("the volumes").isIn(before, after);
        }
        if (off) {
            world.stop();
        }
        assertThat(ask(useCases())).as("what failed of the repeated request").isEmpty();
        assertDone();
        RecordedEffects effects = new RecordedEffects();
        assertThat(ask(useCases(effects))).isEmpty();
        assertThat(effects.effects()).as("effects of the third request").isEmpty();
        assertSurvivesRestart();
    }

    void assertDone() {
        assertThat(contents()).as("the volumes after the request").isEqualTo(after);
        assertNothingOpen();
    }
}
