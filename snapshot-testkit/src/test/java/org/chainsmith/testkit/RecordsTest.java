package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.UseCases;
import org.junit.jupiter.api.Test;

/** The log is told what recovery needs, when it needs it, and nothing else: each record costs a sync. */
final class RecordsTest {
    private final MemoryWorld world = new MemoryWorld(MemoryWorld.ALL);
    private final RecordedEffects recorded = new RecordedEffects();
    private final VolumeId volume = VolumeId.random();
    private final SnapshotId older = SnapshotId.random();

    private void fill() {
        UseCases useCases = new UseCases(world.open(Effects.DIRECT));
        useCases.createVolume(volume, ImageFormat.QCOW2, MemoryStore.size(4));
        world.write(volume, 0, 1);
        useCases.createSnapshot(volume, older);
        world.write(volume, 0, 2);
        useCases.createSnapshot(volume, SnapshotId.random());
        world.write(volume, 0, 3);
    }

    private List<String> effects(String... beginnings) {
        return recorded.effects().stream()
                .filter(effect -> List.of(beginnings).stream().anyMatch(effect::startsWith))
                .toList();
    }

    @Test
    void aSnapshotNeedsTwoRecords() {
        fill();
        new UseCases(world.open(recorded)).createSnapshot(volume, SnapshotId.random());
        assertThat(effects("log: ")).containsExactly("log: begin", "log: end");
    }

    @Test
    void aDeletionRecordsTheCommitAtOnceAndTheRestBeforeTheRemoval() {
        fill();
        new UseCases(world.open(recorded)).deleteSnapshots(volume, Set.of(older), Set.of());
        List<String> effects = effects("log: ", "unlink ");
        assertThat(effects).hasSize(5);
        assertThat(effects.subList(0, 3)).containsExactly("log: begin", "log: step 0 done", "log: step 2 done");
        assertThat(effects.get(3)).startsWith("unlink ");
        assertThat(effects.get(4)).isEqualTo("log: end");
    }
}
