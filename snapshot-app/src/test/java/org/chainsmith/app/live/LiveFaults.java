package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.LiveWorld.Trick;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to libvirtd, to QEMU and to the job in the middle of a request loses nothing, and is told truly. */
@ExtendWith(LabExtension.class)
@Timeout(180)
abstract class LiveFaults {
    private final LibvirtLab lab;
    private final Supplier<LibvirtWorld> worlds;
    private LibvirtWorld world;
    private VolumesUnderTest volumes;

    /**
     * Tests on these.
     *
     * @param worlds fresh volumes, each time, of a guest that runs in the lab
     */
    LiveFaults(LibvirtLab lab, Supplier<LibvirtWorld> worlds) {
        this.lab = lab;
        this.worlds = worlds;
    }

    @BeforeEach
    void startGuest() {
        world = worlds.get();
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

    private @Nullable SnapshotException failureOf(LiveRequest request, Runnable trouble) {
        world.duringNextJob(trouble);
        SnapshotException failure = catchThrowableOfType(SnapshotException.class, () -> volumes.send(request));
        assertThat(world.hadTrouble()).as("a job was met, %s", failure).isTrue();
        return failure;
    }

    @ForMerges(Merge.ACTIVE_COMMIT)
    void libvirtdIsKilledDuringAJob(Merge merge) {
        LiveRequest request = request(merge);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        SnapshotException failure = failureOf(request, () -> {
            lab.killLibvirtd();
            lab.startLibvirtd();
        });
        assertBelieved(failure, request, before);
        volumes.assertSettled(request, before, "libvirtd was killed during a " + merge);
    }

    @ForMerges(Merge.COMMIT)
    void cancelledJobIsToldAsCancelled(Merge merge) {
        LiveRequest request = request(merge);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        SnapshotException failure = failureOf(request, () -> world.play(Trick.JOB_IS_CANCELLED));
        assertThat(failure).as("a cancelled " + merge).isNotNull();
        assertThat(failure.code()).as("%s", failure).isIn(ErrorCode.JOB_CANCELLED, ErrorCode.OPERATION_UNFINISHED);
        assertThat(failure).hasMessageContaining("cancelled");
        volumes.assertSettled(request, before, "a " + merge + " was cancelled");
    }

    @ForMerges(Merge.PULL)
    void guestIsPoweredOffDuringAJob(Merge merge) {
        assertSurvives(merge, world::stop);
    }

    @ForMerges(Merge.COMMIT)
    void qemuIsKilledDuringAJob(Merge merge) {
        assertSurvives(merge, world::kill);
    }

    private void assertSurvives(Merge merge, Runnable end) {
        LiveRequest request = request(merge);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        assertThat(failureOf(request, end)).as("a guest that was ended").isNotNull();
        assertStartsAgain(request, before, "the guest ended during a " + merge);
    }

    /** Without an error, the request is done. */
    private void assertBelieved(
            @Nullable SnapshotException failure, LiveRequest request, Map<VolumeId, VolumeContent> before) {
        if (failure == null) {
            assertThat(volumes.contents()).as("after success").isEqualTo(request.done(before));
        }
    }

    private void assertStartsAgain(LiveRequest request, Map<VolumeId, VolumeContent> before, String story) {
        volumes.assertSettled(request, before, story);
        world.start();
        assertThat(volumes.contents()).as(story + ", then started").isEqualTo(request.done(before));
        volumes.assertNothingOpen(story + ", then started");
    }

    /** Right after a pull, what was copied is in the memory of QEMU only. */
    @ForMerges(Merge.PULL)
    void qemuIsKilledRightAfterAJob(Merge merge) {
        LiveRequest request = request(merge);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        AfterJob killed = new AfterJob(world::kill);
        SnapshotException failure = catchThrowableOfType(SnapshotException.class, () -> volumes.send(request, killed));
        assertThat(killed.happened()).as("a job ended, %s", failure).isTrue();
        assertBelieved(failure, request, before);
        assertThat(failure != null)
                .as("only a pull is not yet over, %s", failure)
                .isEqualTo(merge == Merge.PULL);
        volumes.recover();
        world.start();
        volumes.assertSettled(request, before, "QEMU was killed right after a " + merge);
    }

    @ForMerges(Merge.PULL)
    void qemuIsKilledRightAfterTheAnswer(Merge merge) {
        LiveRequest request = request(merge);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        volumes.send(request);
        world.kill();
        world.start();
        assertThat(volumes.contents()).isEqualTo(request.done(before));
        volumes.assertNothingOpen("QEMU was killed after a " + merge);
    }

    /** QEMU has written the new header, and the definition lists the old chain still. */
    @ParameterizedTest
    @EnumSource(names = {"COMMIT", "PULL"})
    void qemuIsKilledBeforeLibvirtdHearsOfTheEndOfTheJob(Merge merge) {
        LiveRequest request = request(merge);
        Map<VolumeId, VolumeContent> before = volumes.contents();
        assertThat(failureOf(request, world::killUnheardAtTheEndOfTheJob)).isNotNull();
        volumes.recover();
        world.start();
        volumes.assertSettled(request, before, "QEMU was killed when a " + merge + " had ended");
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
        assertThat(failure).hasMessageContaining("may still be frozen");
        world.restoreAgent();
        volumes.assertSettled(request, before, "the agent hung while the guest was frozen");
    }
}
