package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.AgentMood;
import org.chainsmith.testkit.request.LiveUseCases;
import org.chainsmith.testkit.request.UseCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Freezes that last too long, and guests that were left frozen. */
final class QuiesceDeadlineTest {
    private final MemoryLiveWorld world = new MemoryLiveWorld(MemoryLiveWorld.ALL, ImageFormat.QCOW2);
    private final VolumeId volume = world.volumes().get(0);
    private final Map<VolumeId, SnapshotId> ids = Map.of(volume, SnapshotId.random());

    private LiveUseCases useCases() {
        return new LiveUseCases(world.open(Effects.DIRECT), world.guest(), world.attached());
    }

    private void takeLongerThanTheDeadline() {
        world.hypervisor.beforeNextSwitch(() -> {
            try {
                world.hypervisor.awaitThaw(world.guest());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    @Timeout(60)
    void guestIsThawedAtTheDeadlineThoughTheCallStillRuns() {
        takeLongerThanTheDeadline();
        Consistency reached = useCases()
                .create(ids, QuiescePolicy.PREFER, Duration.ofMillis(20))
                .reached()
                .orElseThrow();
        assertThat(reached.level()).isEqualTo(ConsistencyLevel.CRASH);
        assertThat(reached.note()).contains("20 ms");
        assertThat(world.isFrozen()).isFalse();
    }

    @Test
    @Timeout(60)
    void snapshotThatMissedItsRequiredFreezeIsDeletedAgain() {
        takeLongerThanTheDeadline();
        assertMissed(Duration.ofMillis(20), "20 ms", "deleted again");
        assertNothingTaken();
    }

    @Test
    void freezeThatTakesAllTheTimeIsGivenUpBeforeTheCall() {
        world.hypervisor.beforeNextSwitch(() -> {
            throw new AssertionError("the call was made");
        });
        assertMissed(Duration.ofNanos(1), "was thawed");
        assertNothingTaken();
    }

    /** Once not seen beforehand: libvirt's own driver for Gluster let a guest stand still for 11 s instead of 8. */
    @Test
    void guestIsNotFrozenForACallThatIsLikelyToTakeTooLong() {
        world.hypervisor.letRehearsalsSay(Duration.ofSeconds(9));
        world.hypervisor.beforeNextSwitch(() -> {
            throw new AssertionError("the call was made");
        });
        assertMissed(Duration.ofSeconds(8), "was not frozen", "9000 ms", "8000 ms");
        assertNothingTaken();
        world.hypervisor.beforeNextSwitch(() -> assertThat(world.isFrozen()).isFalse());
        Consistency reached = useCases()
                .create(ids, QuiescePolicy.PREFER, Duration.ofSeconds(8))
                .reached()
                .orElseThrow();
        assertThat(reached.level()).isEqualTo(ConsistencyLevel.CRASH);
        assertThat(reached.note()).contains("was not frozen", "9000 ms");
        assertThat(reached.frozen()).isZero();
    }

    @Test
    void guestIsFrozenForACallThatIsLikelyToEndInTime() {
        world.hypervisor.letRehearsalsSay(Duration.ofSeconds(7));
        world.hypervisor.beforeNextSwitch(() -> assertThat(world.isFrozen()).isTrue());
        assertThat(useCases()
                        .create(ids, QuiescePolicy.REQUIRE, Duration.ofSeconds(8))
                        .reached()
                        .orElseThrow()
                        .level())
                .isEqualTo(ConsistencyLevel.FILESYSTEM);
    }

    private void assertMissed(Duration deadline, String... told) {
        assertThatThrownBy(() -> useCases().create(ids, QuiescePolicy.REQUIRE, deadline))
                .hasMessageContainingAll(told)
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FREEZE_MISSED));
    }

    private void assertNothingTaken() {
        assertThat(world.isFrozen()).isFalse();
        assertThat(useCases().read(volume).snapshots()).isEmpty();
        assertThat(world.names()).hasSize(3);
        SnapshotBackend backend = world.open(Effects.DIRECT);
        assertThat(backend.log().open(volume)).isEmpty();
        assertThat(backend.consistency().find(volume)).isEmpty();
    }

    /** A deletion that finds another job on the disk fails. */
    @Test
    @Timeout(60)
    void snapshotThatCannotBeDeletedAgainStaysAndIsToldAndIsNeverAnsweredAsDone() {
        Attachment at = world.attached().values().iterator().next();
        world.hypervisor.beforeNextSwitch(() -> {
            try {
                world.hypervisor.awaitThaw(world.guest());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            world.hypervisor.beginForeignJob(at);
        });
        assertMissed(Duration.ofMillis(20), "could not be deleted again", "crash consistent");
        assertThat(useCases().read(volume).snapshots()).hasSize(1);
        assertMissed(Duration.ofSeconds(5), "there already", "20 ms");
        assertThat(useCases().create(ids, QuiescePolicy.PREFER).reached()).isEmpty();
        assertThat(useCases().read(volume).snapshots()).hasSize(1);
    }

    @Test
    void guestIsThawedWhenTheCallFailsInAWayThatNobodyExpected() {
        world.hypervisor.beforeNextSwitch(() -> {
            throw new IllegalArgumentException("a defect");
        });
        assertThatThrownBy(() -> useCases().create(ids, QuiescePolicy.REQUIRE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(world.isFrozen()).isFalse();
        useCases().recoverAll();
        assertThat(world.names()).hasSize(3);
    }

    /** The call fails, the agent is gone: nothing is taken back before somebody has thawed the guest. */
    @Test
    void guestThatStaysFrozenAfterAFailedCallIsToldAndThawedByTheNextRecovery() {
        world.hypervisor.beforeNextSwitch(() -> {
            world.hypervisor.setAgent(world.guest(), AgentMood.HANGS);
            throw new SnapshotException(ErrorCode.LIBVIRT_FAILED, "The switch failed.");
        });
        assertThatThrownBy(() -> useCases().create(ids, QuiescePolicy.REQUIRE))
                .isInstanceOfSatisfying(SnapshotException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.OPERATION_UNFINISHED);
                    assertThat(e.getMessage()).contains("may still be frozen").contains("The switch failed.");
                });
        assertThat(world.isFrozen()).isTrue();
        world.restoreAgent();
        SnapshotBackend backend = world.open(Effects.DIRECT);
        assertThatThrownBy(() -> new UseCases(backend).createSnapshot(volume, SnapshotId.random()))
                .as("an offline use case that settles the volume first")
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_IN_USE));
        assertThat(world.isFrozen()).isFalse();
        assertThat(useCases().read(volume).snapshots()).isEmpty();
        assertThat(world.names()).hasSize(3);
    }

    @Test
    void recoveryThatCannotThawSettlesTheVolumeAndSaysSo() {
        world.hypervisor.beforeNextSwitch(() -> {
            world.hypervisor.setAgent(world.guest(), AgentMood.HANGS);
            throw new SnapshotException(ErrorCode.CONNECTION_LOST, "The connection is lost.");
        });
        assertThatThrownBy(() -> useCases().create(ids, QuiescePolicy.REQUIRE)).isInstanceOf(SnapshotException.class);
        assertThatThrownBy(() -> useCases().recoverAll())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GUEST_FROZEN));
        assertThat(world.open(Effects.DIRECT).log().open(volume)).isEmpty();
    }

    @Test
    void afterAHalfFrozenFreezeThatCannotBeThawedTheSnapshotIsTakenButTheGuestIsNotForgotten() {
        world.hypervisor.setAgent(world.guest(), AgentMood.HANGS_HALFWAY);
        assertThatThrownBy(() -> useCases().create(ids, QuiescePolicy.PREFER))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GUEST_FROZEN));
        assertThat(useCases().read(volume).snapshots()).hasSize(1);
        assertThat(world.isFrozen()).isTrue();
    }
}
