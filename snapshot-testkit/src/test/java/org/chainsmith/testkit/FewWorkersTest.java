package org.chainsmith.testkit;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.guest.CreateGuestSnapshots;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.request.LiveUseCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However few workers there are, they come to an end. Counterexample: each waited for something that none of them began. */
final class FewWorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void snapshotsOfSeveralVolumesAreTaken(int workers) {
        MemoryLiveWorld world = new MemoryLiveWorld(MemoryLiveWorld.ALL, ImageFormat.RAW);
        Map<VolumeId, SnapshotId> snapshots =
                world.volumes().stream().collect(toMap(volume -> volume, volume -> SnapshotId.random()));
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            LiveUseCases useCases = new LiveUseCases(world.open(Effects.DIRECT), world.guest(), world.attached());
            CreateGuestSnapshots.Taken taken = useCases.create(snapshots, QuiescePolicy.NEVER, pool);
            assertThat(taken.volumes()).hasSize(3);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Whoever limits how many disks are merged at once limits deletions on one disk, too. */
    @Test
    void aDeletionOnOneDiskIsLeftToTheWorkers() {
        MemoryLiveWorld world = new MemoryLiveWorld(MemoryLiveWorld.ALL, ImageFormat.RAW);
        LiveUseCases useCases = new LiveUseCases(world.open(Effects.DIRECT), world.guest(), world.attached());
        VolumeId volume = world.volumes().get(0);
        SnapshotId snapshot = SnapshotId.random();
        useCases.create(Map.of(volume, snapshot), QuiescePolicy.NEVER);
        AtomicInteger left = new AtomicInteger();
        useCases.delete(Set.of(volume), Set.of(snapshot), merge -> {
            left.incrementAndGet();
            merge.run();
        });
        assertThat(left).hasValue(1);
        assertThat(useCases.read(volume).snapshots()).isEmpty();
    }
}
