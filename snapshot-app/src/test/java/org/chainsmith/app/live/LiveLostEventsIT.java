package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.chainsmith.app.place.DirectoryPlace;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.LiveWorld.Trick;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.LostEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where every event of libvirt is lost, merges end all the same, and what went wrong is no success. */
@ExtendWith(LabExtension.class)
@Timeout(180)
final class LiveLostEventsIT {
    private final LibvirtLab lab;
    private LostEvents lost;
    private LibvirtWorld world;
    private VolumesUnderTest volumes;

    LiveLostEventsIT(LibvirtLab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void startGuest() {
        lost = lab.loseEvents();
        world = new LibvirtWorld(lab, lost.uri(), new DirectoryPlace(lab.newSmallFileSystem(64)), ImageFormat.RAW);
        volumes = new VolumesUnderTest(world);
        volumes.ensureThreeSnapshots();
    }

    @AfterEach
    void endGuest() {
        world.close();
        lost.close();
    }

    @ForMerges(Merge.ACTIVE_COMMIT)
    void mergeEndsWithoutEvents(Merge merge) {
        LiveRequest request = merge.request(volumes.snapshots(volumes.first()));
        Map<VolumeId, VolumeContent> before = volumes.contents();
        int lostBefore = lost.lost();
        volumes.send(request);
        assertThat(lost.lost()).as("lost events").isGreaterThan(lostBefore);
        assertThat(volumes.contents()).isEqualTo(request.done(before));
        volumes.assertNothingOpen("all events were lost");
    }

    @ForMerges(Merge.PULL)
    void cancelledMergeIsNoSuccess(Merge merge) {
        assertNoSuccess(merge, () -> world.play(Trick.JOB_IS_CANCELLED), "ended, and no event told how");
    }

    @ForMerges(Merge.COMMIT)
    void mergeOfADeadGuestIsNoSuccess(Merge merge) {
        assertNoSuccess(merge, world::kill, "stopped during the");
    }

    private void assertNoSuccess(Merge merge, Runnable trouble, String told) {
        LiveRequest request = merge.request(volumes.snapshots(volumes.first()));
        Map<VolumeId, VolumeContent> before = volumes.contents();
        int lostBefore = lost.lost();
        world.duringNextJob(trouble);
        SnapshotException failure = catchThrowableOfType(SnapshotException.class, () -> volumes.send(request));
        assertThat(lost.lost()).as("lost events").isGreaterThan(lostBefore);
        assertThat(failure).isNotNull();
        assertThat(failure).hasMessageContaining(told);
        volumes.assertSettled(request, before, failure.getMessage());
    }
}
