package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** What snapshots are worth, on a {@link MemoryStore}. */
final class MemoryConsistency implements ConsistencyRecords {
    private final MemoryStore store;
    private final Effects effects;

    MemoryConsistency(MemoryStore store, Effects effects) {
        this.store = requireNonNull(store, "store is null");
        this.effects = requireNonNull(effects, "effects is null");
    }

    @Override
    public Map<SnapshotId, Consistency> find(VolumeId volume) {
        return store.consistency.getOrDefault(volume, Map.of());
    }

    @Override
    public void save(VolumeId volume, Map<SnapshotId, Consistency> reached) {
        if (!find(volume).equals(reached)) {
            effects.perform("record the consistency of " + volume, () -> {
                store.consistency.put(volume, Map.copyOf(reached));
            });
        }
    }
}
