package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.UseCases;
import org.junit.jupiter.api.Test;

/** What is written to a volume between a crash and the recovery is there afterwards. */
final class WritesBeforeRecoveryTest {
    private final VolumeId volume = VolumeId.random();

    /** Deletes the newest snapshot and dies at this effect; false if it has not so many. */
    private boolean diesAt(When when, int effect) {
        MemoryWorld world = new MemoryWorld(MemoryWorld.ALL);
        UseCases useCases = new UseCases(world.open(Effects.DIRECT));
        useCases.createVolume(volume, ImageFormat.RAW, MemoryStore.size(4));
        world.write(volume, 0, 1);
        SnapshotId newest = SnapshotId.random();
        useCases.createSnapshot(volume, newest);
        world.write(volume, MemoryStore.CLUSTER, 2);
        try {
            new UseCases(world.open(KillAtEffect.kill(when, effect))).deleteSnapshots(volume, Set.of(newest), Set.of());
            return false;
        } catch (Killed expected) {
            world.write(volume, MemoryStore.CLUSTER, 3);
            String written = world.digest(volume, active(world));
            useCases.recover(volume);
            useCases.deleteSnapshots(volume, Set.of(newest), Set.of());
            assertThat(world.digest(volume, active(world)))
                    .as("killed %s effect %d", when, effect)
                    .isEqualTo(written);
            return true;
        }
    }

    private ImageName active(MemoryWorld world) {
        return world.open(Effects.DIRECT).ledgers().find(volume).orElseThrow().active();
    }

    @Test
    void theNewestSnapshotWasBeingDeleted() {
        int effects = 0;
        while (diesAt(When.BEFORE, effects)) {
            assertThat(diesAt(When.AFTER, effects)).isTrue();
            effects++;
        }
        assertThat(effects).isGreaterThan(5);
    }

    /** Reverts to the newest snapshot and dies at this effect; false if it has not so many. */
    private boolean revertDiesAt(When when, int effect) {
        MemoryWorld world = new MemoryWorld(MemoryWorld.ALL);
        UseCases useCases = new UseCases(world.open(Effects.DIRECT));
        useCases.createVolume(volume, ImageFormat.RAW, MemoryStore.size(4));
        SnapshotId newest = SnapshotId.random();
        useCases.createSnapshot(volume, newest);
        world.write(volume, 0, 1);
        String before = active(world).value();
        try {
            new UseCases(world.open(KillAtEffect.kill(when, effect))).revert(volume, newest, NewerSnapshots.REFUSE);
            return false;
        } catch (Killed expected) {
            world.write(volume, MemoryStore.CLUSTER, 3);
            String written = world.digest(volume, active(world));
            boolean reverted = !active(world).value().equals(before);
            useCases.recover(volume);
            assertThat(world.digest(volume, active(world)))
                    .as("killed %s effect %d, %s", when, effect, reverted ? "reverted" : "not reverted yet")
                    .isEqualTo(written);
            return true;
        }
    }

    @Test
    void itWasBeingReverted() {
        int effects = 0;
        while (revertDiesAt(When.BEFORE, effects)) {
            assertThat(revertDiesAt(When.AFTER, effects)).isTrue();
            effects++;
        }
        assertThat(effects).isGreaterThan(5);
    }
}
