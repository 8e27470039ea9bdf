package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that are killed (SIGKILL) before each of the outward effects that their request to a running guest has: after
 * recovery no guest is frozen, all kept points in time read the same, and the request can be repeated.
 */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@ExtendWith(LabExtension.class)
@Timeout(900)
final class LiveKillIT {
    /** Enough for every request here; a run that is not killed ends the search. */
    private static final int MANY = 200;

    /** What is asked for, of volumes with three snapshots. */
    enum Work {
        CREATE_ON_TWO_DISKS,
        COMMIT_MIDDLE,
        COMMIT_NEWEST,
        COMMIT_ALL,
        PULL_NEWEST;

        LiveRequest request(List<SnapshotId> there) {
            return switch (this) {
                case CREATE_ON_TWO_DISKS ->
                    new LiveRequest(LiveRequest.Kind.CREATE, List.of(SnapshotId.random(), SnapshotId.random()));
                case COMMIT_MIDDLE -> new LiveRequest(LiveRequest.Kind.DELETE, List.of(there.get(1)));
                case COMMIT_NEWEST -> new LiveRequest(LiveRequest.Kind.DELETE, List.of(there.get(2)));
                case COMMIT_ALL -> new LiveRequest(LiveRequest.Kind.DELETE, there);
                case PULL_NEWEST -> new LiveRequest(LiveRequest.Kind.DELETE_BY_PULL, List.of(there.get(2)));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKillIsSurvived(Work work, LibvirtLab lab) throws IOException, InterruptedException {
        try (LibvirtWorld world = new LibvirtWorld(lab, lab.newDirectory(), ImageFormat.RAW)) {
            world.awaitAgent();
            VolumesUnderTest volumes = new VolumesUnderTest(world);
            int killed = 0;
            while (killAndRecover(work, lab, volumes, killed + 1)) {
                killed++;
                assertThat(killed).as("effects of " + work).isLessThan(MANY);
            }
            assertThat(killed).as("effects of " + work).isGreaterThan(2);
            System.out.printf("LiveKillIT: %s was killed before each of its %d effects%n", work, killed);
        }
    }

    private static boolean killAndRecover(Work work, LibvirtLab lab, VolumesUnderTest volumes, int effect)
            throws IOException, InterruptedException {
        volumes.ensureThreeSnapshots();
        LiveRequest request = work.request(volumes.snapshots(volumes.first()));
        Map<VolumeId, VolumeContent> before = volumes.contents();
        boolean killed = KilledRequest.isKilled(volumes.world(), lab.uri(), request, effect);
        volumes.assertSettled(request, before, work + " killed before effect " + effect);
        return killed;
    }
}
