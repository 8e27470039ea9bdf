package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.LiveWorld.Trick;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What snapshots of a running guest are worth to it, and that it never stays frozen. */
interface QuiesceRules extends LiveRules {
    private Consistency taken(QuiescePolicy policy) {
        Map<VolumeId, SnapshotId> ids = ids(2);
        Consistency reached = useCases().create(ids, policy).reached().orElseThrow();
        ids.forEach((volume, id) -> {
            Consistency recorded =
                    backend(Effects.DIRECT).consistency().find(volume).getOrDefault(id, notRecorded());
            assertThat(recorded.level()).isEqualTo(reached.level());
            assertThat(recorded.note()).isEqualTo(reached.note());
        });
        assertNothingOpen();
        return reached;
    }

    private static Consistency notRecorded() {
        return new Consistency(ConsistencyLevel.CRASH, Duration.ZERO, "(not on record)");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("QU-01 with an agent the file systems are frozen, if the policy wants it, and thawed afterwards")
    default void freezesAndThaws(QuiescePolicy policy) {
        write(0);
        Consistency reached = taken(policy);
        boolean wanted = policy != QuiescePolicy.NEVER;
        assertThat(reached.level()).isEqualTo(wanted ? ConsistencyLevel.FILESYSTEM : ConsistencyLevel.CRASH);
        assertThat(reached.frozen().isZero()).isEqualTo(!wanted);
        write(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("QU-02 a paused guest needs no agent")
    default void pausedGuestNeedsNoAgent(QuiescePolicy policy) {
        write(0);
        world().pause();
        assertThat(taken(policy).level()).isEqualTo(ConsistencyLevel.CRASH);
        world().resume();
        write(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"AGENT_IS_MISSING", "AGENT_HANGS", "AGENT_FAILS_HALFWAY"})
    @DisplayName(
            "QU-03 without a freeze there is no snapshot where the policy requires one; else there is, and it says so")
    default void withoutFreeze(Trick trick) {
        require(trick);
        write(0);
        world().play(trick);
        ErrorCode code = switch (trick) {
            case AGENT_IS_MISSING -> ErrorCode.AGENT_UNAVAILABLE;
            case AGENT_HANGS -> ErrorCode.AGENT_TIMEOUT;
            default -> ErrorCode.AGENT_FAILED;
        };
        assertRefused(code, () -> useCases().create(ids(2), QuiescePolicy.REQUIRE));
        assertThat(taken(QuiescePolicy.NEVER).note()).isEmpty();
        Consistency reached = taken(QuiescePolicy.PREFER);
        assertThat(reached.level()).isEqualTo(ConsistencyLevel.CRASH);
        assertThat(reached.note()).isNotEmpty();
        world().restoreAgent();
    }

    @Test
    @DisplayName("QU-04 a guest that thaws too early has no consistent snapshot, whatever the agent said")
    default void earlyThawIsNoticed() {
        require(Trick.GUEST_THAWS_BY_ITSELF);
        write(0);
        world().play(Trick.GUEST_THAWS_BY_ITSELF);
        Consistency reached = taken(QuiescePolicy.PREFER);
        assertThat(reached.level()).isEqualTo(ConsistencyLevel.CRASH);
        assertThat(reached.note()).contains("thawed");
        Map<VolumeId, VolumeContent> before = contents();
        assertThatThrownBy(() -> useCases().create(ids(2), QuiescePolicy.REQUIRE))
                .isInstanceOfSatisfying(
                        SnapshotException.class,
                        e -> assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.FREEZE_MISSED));
        assertThat(contents()).isEqualTo(before);
        assertNothingOpen();
    }

    @ParameterizedTest
    @EnumSource(names = {"PREFER", "REQUIRE"})
    @DisplayName("QU-05 a guest that cannot be thawed is told, though the snapshots were taken")
    default void frozenGuestIsTold(QuiescePolicy policy) {
        require(Trick.AGENT_DIES_WHEN_FROZEN);
        write(0);
        world().play(Trick.AGENT_DIES_WHEN_FROZEN);
        Map<VolumeId, SnapshotId> ids = ids(2);
        assertThatThrownBy(() -> useCases().create(ids, policy))
                .isInstanceOfSatisfying(
                        SnapshotException.class,
                        e -> assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.GUEST_FROZEN));
        ids.forEach(
                (volume, id) -> assertThat(useCases().read(volume).snapshot(id)).isPresent());
        world().restoreAgent();
        backend(Effects.DIRECT).agent().thaw(world().guest(), Duration.ofSeconds(5));
        assertNothingOpen();
    }
}
