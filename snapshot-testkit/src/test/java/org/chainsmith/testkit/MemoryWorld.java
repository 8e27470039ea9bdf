package org.chainsmith.testkit;

import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;

/** A memory store as the kit's world. */
class MemoryWorld implements World {
    static final Set<Feature> ALL = Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL);
    static final Set<Feature> PULL_ONLY = Set.of(Feature.OFFLINE_PULL);

    final MemoryStore store = new MemoryStore();
    private final Set<Feature> features;

    MemoryWorld(Set<Feature> features) {
        this.features = features;
    }

    @Override
    public SnapshotBackend open(Effects effects) {
        return new MemoryBackend(store, effects, features);
    }

    @Override
    public void write(VolumeId volume, long offset, int pattern) {
        if (pattern == 0) {
            store.writeZeros(volume, offset / CHUNK);
        } else {
            store.write(volume, offset / CHUNK, pattern);
        }
    }

    @Override
    public String digest(VolumeId volume, ImageName image) {
        return store.content(image).toString();
    }

    @Override
    public List<String> names() {
        return store.names();
    }

    @Override
    public void close() {}
}
