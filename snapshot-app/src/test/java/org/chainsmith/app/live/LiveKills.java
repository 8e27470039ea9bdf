package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that are killed (SIGKILL) before the outward effects that their request to a running guest has: after
 * recovery no guest is frozen, all kept points in time read the same, and the request can be repeated.
 */
@ExtendWith(LabExtension.class)
@Timeout(1800)
abstract class LiveKills {
    /** Enough for every request here; a run that is not killed ends the search. */
    private static final int MANY = 200;

    private static final boolean FULL = Boolean.getBoolean("chainsmith.full");

    private final LibvirtLab lab;
    private final Supplier<LibvirtWorld> worlds;

    /**
     * Tests on these.
     *
     * @param worlds fresh volumes, each time, of a guest that runs in the lab
     */
    LiveKills(LibvirtLab lab, Supplier<LibvirtWorld> worlds) {
        this.lab = lab;
        this.worlds = worlds;
    }

    /** What is tried when it is no full run. */
    Set<Work> sample() {
        return EnumSet.allOf(Work.class);
    }

    /** What is asked for, of volumes with three snapshots. */
    enum Work {
        CREATE_ON_ONE_DISK(12),
        CREATE_ON_THREE_DISKS(30),
        COMMIT_MIDDLE(9),
        COMMIT_NEWEST(9),
        COMMIT_ALL(9),
        PULL_NEWEST(9),
        CREATE_ON_TWO_DISKS_WHILE_OFF(30),
        DELETE_ALL_WHILE_OFF(20);

        private final int stride;

        /** Killed before every n-th effect only, unless it is a full run. */
        Work(int stride) {
            this.stride = FULL ? 1 : stride;
        }

        boolean isOff() {
            return this == CREATE_ON_TWO_DISKS_WHILE_OFF || this == DELETE_ALL_WHILE_OFF;
        }

        LiveRequest request(List<SnapshotId> there) {
            return switch (this) {
                case CREATE_ON_ONE_DISK -> create(1);
                case CREATE_ON_TWO_DISKS_WHILE_OFF -> create(2);
                case CREATE_ON_THREE_DISKS -> create(3);
                case COMMIT_MIDDLE -> new LiveRequest(LiveRequest.Kind.DELETE, List.of(there.get(1)));
                case COMMIT_NEWEST -> new LiveRequest(LiveRequest.Kind.DELETE, List.of(there.get(2)));
                case COMMIT_ALL, DELETE_ALL_WHILE_OFF -> new LiveRequest(LiveRequest.Kind.DELETE, there);
                case PULL_NEWEST -> new LiveRequest(LiveRequest.Kind.DELETE_BY_PULL, List.of(there.get(2)));
            };
        }

        private static LiveRequest create(int disks) {
            return new LiveRequest(
                    LiveRequest.Kind.CREATE,
                    Stream.generate(SnapshotId::random).limit(disks).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKillIsSurvived(Work work) throws IOException, InterruptedException {
        assumeTrue(FULL || sample().contains(work), "only in a full run");
        try (LibvirtWorld world = worlds.get()) {
            VolumesUnderTest volumes = new VolumesUnderTest(world);
            int killed = 0;
            while (killAndRecover(work, volumes, work.stride * (killed + 1))) {
                killed++;
                assertThat(killed).as("effects of " + work).isLessThan(MANY);
            }
            assertThat(killed).as("kills of " + work).isPositive();
            System.out.printf("%s: %s was killed %d times%n", getClass().getSimpleName(), work, killed);
        }
    }

    private boolean killAndRecover(Work work, VolumesUnderTest volumes, int effect)
            throws IOException, InterruptedException {
        volumes.ensureThreeSnapshots();
        LiveRequest request = work.request(volumes.snapshots(volumes.first()));
        if (work.isOff()) {
            volumes.world().stop();
        } else if (request.kind() == LiveRequest.Kind.CREATE) {
            volumes.world().awaitAgent();
        }
        Map<VolumeId, VolumeContent> before = volumes.contents();
        boolean killed = KilledRequest.isKilled(volumes.world(), lab.uri(), request, effect);
        String story = work + " killed before effect " + effect;
        volumes.assertSettled(request, before, story);
        if (work.isOff()) {
            Map<VolumeId, VolumeContent> after = volumes.contents();
            volumes.world().start();
            volumes.assertNothingOpen(story + ", then started");
            assertThat(volumes.contents()).as(story + ", then started").isEqualTo(after);
        }
        return killed;
    }
}
