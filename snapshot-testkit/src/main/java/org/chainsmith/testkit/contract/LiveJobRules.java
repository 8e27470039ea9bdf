package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.LiveWorld.Trick;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Block jobs that do not end well are never taken for ones that did. */
interface LiveJobRules extends LiveRules {
    /** What comes over the guest in the middle of a deletion. */
    enum Blow {
        STOP,
        KILL,
        KILL_AND_START
    }

    private boolean commits() {
        return backend(Effects.DIRECT).features().contains(Feature.LIVE_COMMIT);
    }

    /** The newest snapshot, of which the merge ends with the active layer; or an inner one, if that can be deleted. */
    private Set<SnapshotId> pick(List<SnapshotId> taken, boolean newest) {
        return Set.of(newest || !commits() ? taken.get(taken.size() - 1) : taken.get(1));
    }

    @ParameterizedTest
    @EnumSource(names = {"JOB_FAILS", "JOB_IS_CANCELLED"})
    @DisplayName(
            "LV-20 a job that fails or is cancelled is no success: all images stay, and the request can be repeated")
    default void endedJobIsNoSuccess(Trick trick) {
        require(trick);
        for (boolean newest : new boolean[] {true, false}) {
            List<SnapshotId> taken = fillFirst(3);
            Set<SnapshotId> picked = pick(taken, newest);
            List<String> names = world().names();
            Map<VolumeId, VolumeContent> before = contents();
            world().duringNextJob(() -> world().play(trick));
            assertThatThrownBy(() -> useCases().delete(volume(0), picked)).isInstanceOf(SnapshotException.class);
            assertThat(world().names()).isEqualTo(names);
            Map<VolumeId, VolumeContent> now = contents();
            before.forEach((volume, content) -> {
                VolumeContent kept = content.without(picked);
                kept.assertKeptIn(
                        Objects.requireNonNull(now.get(volume)),
                        kept.snapshots().keySet());
            });
            assertDeletesAfterTrouble(before, picked);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Essential
    @DisplayName("LV-21 a guest that stops, dies or is started anew in the middle of a deletion loses nothing")
    default void guestStopsMeanwhile(Blow blow) {
        for (boolean newest : new boolean[] {true, false}) {
            if (!world().isActive()) {
                world().start();
            }
            List<SnapshotId> taken = fillFirst(3);
            Set<SnapshotId> picked = pick(taken, newest);
            Map<VolumeId, VolumeContent> before = contents();
            world().duringNextJob(() -> strike(blow));
            assertThatThrownBy(() -> useCases().delete(volume(0), picked)).isInstanceOf(SnapshotException.class);
            useCases().recoverAll();
            assertDeletesAfterTrouble(before, picked);
        }
    }

    private void strike(Blow blow) {
        if (blow == Blow.STOP) {
            world().stop();
        } else {
            world().kill();
        }
        if (blow == Blow.KILL_AND_START) {
            world().start();
        }
    }

    private void assertDeletesAfterTrouble(Map<VolumeId, VolumeContent> before, Set<SnapshotId> picked) {
        useCases().delete(volume(0), picked);
        before.computeIfPresent(volume(0), (same, content) -> content.without(picked));
        assertThat(contents()).isEqualTo(before);
        assertNothingOpen();
        if (!world().isActive()) {
            world().start();
        }
        assertSurvivesRestart();
    }
}
