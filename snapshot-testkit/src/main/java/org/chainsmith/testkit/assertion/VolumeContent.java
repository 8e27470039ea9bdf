package org.chainsmith.testkit.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.Volume;

/**
 * What a volume reads: the content of each point in time and of the active disk, as digests. Equal values read the same.
 */
public record VolumeContent(Map<SnapshotId, String> snapshots, String active) {
    public VolumeContent {
        snapshots = Map.copyOf(snapshots);
    }

    /** Captures the volume; the function reads an image through its chain. */
    public static VolumeContent of(Volume volume, Function<ImageName, String> digest) {
        Map<SnapshotId, String> snapshots = new TreeMap<>();
        volume.snapshots().forEach(point -> snapshots.put(point.id(), digest.apply(point.data())));
        return new VolumeContent(snapshots, digest.apply(volume.chain().active().name()));
    }

    /** What ledger and chain still lead to while an operation is unfinished. */
    public static VolumeContent ofUnfinished(
            SnapshotLedger ledger, BackingChain chain, Function<ImageName, String> digest) {
        Map<SnapshotId, String> snapshots = new TreeMap<>();
        ledger.overlays().forEach((id, overlay) -> {
            if (chain.contains(overlay)) {
                chain.below(overlay).ifPresent(data -> snapshots.put(id, digest.apply(data.name())));
            }
        });
        return new VolumeContent(snapshots, digest.apply(chain.active().name()));
    }

    /** This content with a new snapshot of the active disk. */
    public VolumeContent withSnapshot(SnapshotId id) {
        Map<SnapshotId, String> changed = new TreeMap<>(snapshots);
        changed.put(id, active);
        return new VolumeContent(changed, active);
    }

    public VolumeContent without(Set<SnapshotId> ids) {
        Map<SnapshotId, String> changed = new TreeMap<>(snapshots);
        changed.keySet().removeAll(ids);
        return new VolumeContent(changed, active);
    }

    /** This content with the active disk as it was at the snapshot. */
    public VolumeContent revertedTo(SnapshotId id) {
        String then = snapshots.get(id);
        if (then == null) {
            throw new IllegalArgumentException("no such snapshot: " + id);
        }
        return new VolumeContent(snapshots, then);
    }

    /** Fails unless the active disk and all of these snapshots read the same in the other content. */
    public void assertKeptIn(VolumeContent later, Set<SnapshotId> kept) {
        assertThat(later.active).as("the active disk").isEqualTo(active);
        for (SnapshotId id : kept) {
            assertThat(later.snapshots).as("snapshot " + id).containsEntry(id, snapshots.getOrDefault(id, "(none)"));
        }
    }
}
