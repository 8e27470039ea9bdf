package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.LiveWorld.Trick;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to libvirtd, to QEMU and to the job in the middle of a request loses nothing, and is told truly. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@ExtendWith(LabExtension.class)
@Timeout(180)
final class LiveFaultsIT {
    /** A deletion that runs as a job of its own kind. */
    enum Merge {
        COMMIT,
        ACTIVE_COMMIT,
        PULL;

        LiveRequest request(List<SnapshotId> there) {
            return switch (this) {
                case COMMIT -> new LiveRequest(LiveRequest.Kind.DELETE, List.of(there.get(1)));
                case ACTIVE_COMMIT -> new LiveRequest(LiveRequest.Kind.DELETE, there);
                case PULL -> new LiveRequest(LiveRequest.Kind.DELETE_BY_PULL, List.of(there.get(2)));
            };
        }
    }

    private final LibvirtLab lab;
    private LibvirtWorld world;
    private VolumesUnderTest volumes;

    LiveFaultsIT(LibvirtLab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void startGuest() {
        world = new LibvirtWorld(lab, lab.newDirectory(), ImageFormat.RAW);
        volumes = new VolumesUnderTest(world);
        volumes.ensureThreeSnapshots();
    }

    @AfterEach
    void endGuest() {
        world.close();
    }

    private LiveRequest request(Merge merge) {
        return merge.request(volumes.snapshots(volumes.first()));
    }

    private SnapshotException failureOf(LiveRequest request, Runnable trouble) {
        world.duringNextJob(trouble);
        SnapshotException failure = catchThrowableOfType(SnapshotException.class, () -> volumes.send(request));
        assertThat(world.hadTrouble()).as("a job was met, %s", failure).isTrue();
        return failure;
    }

    @ParameterizedTest
    @EnumSource
    void libvirtdIsKilledDuringAJob(Merge merge) {
        LiveRequest request = request(merge);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        SnapshotException failure = failureOf(request, () -> {
            lab.killLibvirtd();
            lab.startLibvirtd();
        });
        if (failure == null) {
            assertThat(volumes.contents()).isEqualTo(request.done(before));
        }
        volumes.assertSettled(request, before, "libvirtd was killed during a " + merge);
    }

    @ParameterizedTest
    @EnumSource
    void cancelledJobIsToldAsCancelled(Merge merge) {
        LiveRequest request = request(merge);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        SnapshotException failure = failureOf(request, () -> world.play(Trick.JOB_IS_CANCELLED));
        assertThat(failure).as("a cancelled " + merge).isNotNull();
        assertThat(failure.code()).as("%s", failure).isIn(ErrorCode.JOB_CANCELLED, ErrorCode.OPERATION_UNFINISHED);
        assertThat(failure).hasMessageContaining("cancelled");
        volumes.assertSettled(request, before, "a " + merge + " was cancelled");
    }

    @ParameterizedTest
    @EnumSource
    void guestIsPoweredOffDuringAJob(Merge merge) {
        assertSurvives(merge, world::stop);
    }

    @ParameterizedTest
    @EnumSource
    void qemuIsKilledDuringAJob(Merge merge) {
        assertSurvives(merge, world::kill);
    }

    private void assertSurvives(Merge merge, Runnable end) {
        LiveRequest request = request(merge);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        assertThat(failureOf(request, end)).as("a guest that was ended").isNotNull();
        volumes.assertSettled(request, before, "the guest ended during a " + merge);
        world.start();
        assertThat(volumes.contents()).isEqualTo(request.done(before));
        volumes.assertNothingOpen("started again");
    }

    @Test
    void qemuIsKilledBetweenThePullAndItsFlush() {
        LiveRequest request = request(Merge.PULL);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        BeforeEffect killed = new BeforeEffect("flush ", world::kill);
        assertThat(catchThrowableOfType(SnapshotException.class, () -> volumes.send(request, killed)))
                .isNotNull();
        assertThat(killed.happened()).isTrue();
        volumes.assertSettled(request, before, "QEMU was killed after a pull, before its flush");
        world.start();
        assertThat(volumes.contents()).isEqualTo(request.done(before));
    }

    @Test
    void agentHangsWhileTheGuestIsFrozen() {
        LiveRequest request =
                new LiveRequest(LiveRequest.Kind.CREATE, List.of(SnapshotId.random(), SnapshotId.random()));
        Map<VolumeId, VolumeContent> before = volumes.contents();
        world.play(Trick.AGENT_DIES_WHEN_FROZEN);
        SnapshotException failure = catchThrowableOfType(SnapshotException.class, () -> volumes.send(request));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.GUEST_FROZEN);
        world.restoreAgent();
        volumes.assertSettled(request, before, "the agent hung while the guest was frozen");
    }
}
