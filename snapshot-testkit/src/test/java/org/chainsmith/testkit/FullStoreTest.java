package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestState;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.LiveUseCases;
import org.junit.jupiter.api.Test;

/** A store that runs full beneath a running guest. */
final class FullStoreTest {
    private final MemoryLiveWorld world =
            new MemoryLiveWorld(Set.of(Feature.LIVE_COMMIT), ImageFormat.RAW, new MemoryStore(8 * MemoryStore.CLUSTER));
    private final VolumeId volume = world.volumes().get(0);
    private final SnapshotId id = SnapshotId.random();

    private LiveUseCases useCases() {
        return new LiveUseCases(world.open(Effects.DIRECT), world.guest(), world.attached());
    }

    private List<Long> disk() {
        return world.store.content(useCases().read(volume).chain().active().name());
    }

    private void fill() {
        write(0, 1);
        write(1, 2);
        useCases().create(Map.of(volume, id), QuiescePolicy.NEVER);
        write(0, 3);
        write(1, 4);
        write(2, 5);
        write(3, 6);
    }

    private void write(int chunk, int pattern) {
        world.write(volume, (long) chunk * MemoryStore.CLUSTER, pattern);
    }

    private GuestState state() {
        return world.open(Effects.DIRECT)
                .live()
                .find(world.guest())
                .orElseThrow()
                .state();
    }

    @Test
    void commitRescuesAGuestThatAFullOverlayHasPaused() {
        fill();
        world.store.resizeTo(6 * MemoryStore.CLUSTER);
        write(4, 7);
        assertThat(state()).isEqualTo(GuestState.PAUSED);
        assertRefusedForSpace();
        world.store.resizeTo(8 * MemoryStore.CLUSTER);
        useCases().delete(volume, Set.of(id));
        world.resume();
        assertThat(state()).isEqualTo(GuestState.RUNNING);
        assertThat(disk()).containsExactly(3L, 4L, 5L, 6L, 7L);
    }

    private void assertRefusedForSpace() {
        assertThatThrownBy(() -> useCases().delete(volume, Set.of(id)))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_SPACE));
    }

    @Test
    void commitThatFindsNoSpaceIsNoSuccessAndIsFinishedOnceThereIsSome() {
        fill();
        List<Long> before = disk();
        List<String> names = world.names();
        world.duringNextJob(() -> world.store.resizeTo(0));
        assertThatThrownBy(() -> useCases().delete(volume, Set.of(id)))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPERATION_UNFINISHED));
        assertThat(world.names()).isEqualTo(names);
        assertThat(disk()).isEqualTo(before);
        world.store.resizeTo(8 * MemoryStore.CLUSTER);
        useCases().delete(volume, Set.of(id));
        assertThat(disk()).isEqualTo(before);
        assertThat(useCases().read(volume).snapshots()).isEmpty();
    }
}
