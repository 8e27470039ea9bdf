package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.request.LiveUseCases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to the server of the images in the middle of a request loses nothing, and is told truly. */
@ExtendWith(LabExtension.class)
@Timeout(300)
abstract class StorageFaults {
    private static final Duration OUTAGE = Duration.ofSeconds(3);

    private final Supplier<LibvirtWorld> worlds;
    private final StorageLab server;
    private LibvirtWorld world;
    private VolumesUnderTest volumes;

    /**
     * Tests on these.
     *
     * @param worlds fresh volumes on the server, each time, of a guest that runs
     */
    StorageFaults(StorageLab server, Supplier<LibvirtWorld> worlds) {
        this.server = server;
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

    /** What the volumes read in the middle of the job, after the guest has written once more, is what has to stay. */
    private void assertSurvives(Merge merge, Runnable trouble, String story) {
        LiveRequest request = merge.request(volumes.snapshots(volumes.first()));
        AtomicReference<Map<VolumeId, VolumeContent>> kept = new AtomicReference<>(Map.of());
        world.duringNextJob(() -> {
            volumes.write(volumes.first());
            kept.set(volumes.contents());
            trouble.run();
        });
        SnapshotException failure = catchThrowableOfType(SnapshotException.class, () -> volumes.send(request));
        assertThat(world.hadTrouble()).as("a job was met, %s", failure).isTrue();
        // Our connection hears by itself that the server is there again.
        Await.until("a server that answers", Duration.ofSeconds(60), this::answers);
        if (failure == null) {
            assertThat(volumes.contents()).as(story).isEqualTo(request.done(kept.get()));
        } else {
            // QEMU 7.2 may crash at the end of a job whose storage had failed.
            assertThat(failure.getMessage())
                    .as("what is told of the guest")
                    .containsAnyOf("The guest runs.", "stopped");
        }
        recoverWithStopIfNeeded();
        volumes.assertSettled(request, kept.get(), story);
        if (!world.isActive()) {
            world.start();
        }
        Map<VolumeId, VolumeContent> settled = volumes.contents();
        volumes.write(volumes.first());
        assertThat(volumes.contents()).as(story + ", then written to").isNotEqualTo(settled);
    }

    /** QEMU 7.2 may have lost a layer whose server was away: then it takes no job on it until it is started anew. */
    private void recoverWithStopIfNeeded() {
        try {
            volumes.recover();
        } catch (SnapshotException e) {
            assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.OPERATION_UNFINISHED);
            if (world.isActive()) {
                world.kill();
            }
        }
    }

    private boolean answers() {
        try {
            volumes.snapshots(volumes.first());
            return true;
        } catch (SnapshotException e) {
            return false;
        }
    }

    @ForMerges(Merge.COMMIT)
    void serverIsKilledAndStartedDuringAJob(Merge merge) {
        assertSurvives(
                merge,
                () -> {
                    server.killServer();
                    server.startServer();
                },
                "the server was killed during a " + merge);
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
    void serverStandsStillDuringAJob(Merge merge) {
        assertSurvives(
                merge,
                () -> {
                    server.pauseServer();
                    CompletableFuture<Void> back = CompletableFuture.runAsync(
                            server::continueServer,
                            CompletableFuture.delayedExecutor(OUTAGE.toMillis(), TimeUnit.MILLISECONDS));
                    try {
                        world.finishJobs(); // QEMU, and so libvirt, may answer when the server does
                    } finally {
                        back.join();
                    }
                },
                "the server stood still during a " + merge);
    }

    /** From the freeze until somebody wants to thaw the guest the server answers nobody, so that the overlays are late. */
    @Test
    @EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
    void snapshotThatAServerDelaysTooLongIsDeletedAgain() {
        Map<VolumeId, VolumeContent> before = volumes.contents();
        Effects slow = new BeforeEffect("thaw ", server::continueServer);
        Effects slowAfterFreeze = new AfterEffect(slow, effect -> {
            if (effect.startsWith("freeze ")) {
                server.pauseServer();
            }
        });
        LiveUseCases useCases = new LiveUseCases(world.open(slowAfterFreeze), world.guest(), world.attached());
        assertThatThrownBy(() -> useCases.create(
                        Map.of(volumes.first(), SnapshotId.random()), QuiescePolicy.REQUIRE, Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        SnapshotException.class,
                        e -> assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.FREEZE_MISSED));
        assertThat(volumes.contents()).isEqualTo(before);
        volumes.assertNothingOpen("a snapshot was too late");
    }
}
