package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.operation.OperationLog;

/**
 * A backend in memory. It models what images contain, cluster by cluster and through chains, half-made images under
 * temporary names, the partly written base of an interrupted commit, the header of an interrupted pull that promises
 * clusters which are not there, records that are replaced whole, full stores, and locks between backends on one store.
 *
 * <p>It does not model: clusters that are partly written, writes that return and are lost with the power (every effect is
 * durable when it is over), names that come back after a power loss, torn headers, leaked clusters, hostile headers
 * beyond missing, looping, foreign and mistyped images, time. Guests that run are the {@link MemoryHypervisor}'s.
 */
public final class MemoryBackend implements SnapshotBackend {
    private final Set<Feature> features;
    private final MemoryNames names = new MemoryNames();
    private final MemoryInspector inspector;
    private final MemoryImages images;
    private final MemoryLedgers ledgers;
    private final MemoryLocks locks;
    private final MemoryLog log;
    private final MemoryConsistency consistency;

    /** A backend that can do everything. */
    public MemoryBackend(MemoryStore store) {
        this(store, Effects.DIRECT, Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL));
    }

    /** A backend whose effects pass through here, and that refuses what is not among these features. */
    public MemoryBackend(MemoryStore store, Effects effects, Set<Feature> features) {
        requireNonNull(store, "store is null");
        requireNonNull(effects, "effects is null");
        this.features = Set.copyOf(features);
        this.inspector = new MemoryInspector(store, names);
        this.ledgers = new MemoryLedgers(store, effects);
        this.images = new MemoryImages(store, names, ledgers, effects, this.features);
        this.locks = new MemoryLocks(store);
        this.log = new MemoryLog(store, effects);
        this.consistency = new MemoryConsistency(store, effects);
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    @Override
    public ImageNames names() {
        return names;
    }

    @Override
    public ImageInspector inspector() {
        return inspector;
    }

    @Override
    public OfflineImages images() {
        return images;
    }

    @Override
    public SnapshotLedgers ledgers() {
        return ledgers;
    }

    @Override
    public VolumeLocks locks() {
        return locks;
    }

    @Override
    public OperationLog log() {
        return log;
    }

    @Override
    public ConsistencyRecords consistency() {
        return consistency;
    }
}
