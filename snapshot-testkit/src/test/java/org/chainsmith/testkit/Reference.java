package org.chainsmith.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.generate.Move;
import org.chainsmith.testkit.request.Request;

/** What a volume has to read, told without any chain: a disk, and a copy of it for each snapshot, oldest first. */
record Reference(LinkedHashMap<SnapshotId, List<Long>> snapshots, List<Long> disk) {
    List<SnapshotId> order() {
        return List.copyOf(snapshots.keySet());
    }

    VolumeContent content() {
        Map<SnapshotId, String> digests = new HashMap<>();
        snapshots.forEach((id, copy) -> digests.put(id, copy.toString()));
        return new VolumeContent(digests, disk.toString());
    }

    static Reference zeros(int clusters) {
        return new Reference(new LinkedHashMap<>(), Collections.nCopies(clusters, 0L));
    }

    Reference written(int cluster, long content) {
        List<Long> changed = new ArrayList<>(disk);
        changed.set(cluster, content);
        return new Reference(snapshots, changed);
    }

    Reference withSnapshot(SnapshotId id) {
        LinkedHashMap<SnapshotId, List<Long>> changed = new LinkedHashMap<>(snapshots);
        changed.putIfAbsent(id, disk);
        return new Reference(changed, disk);
    }

    Reference without(Set<SnapshotId> ids) {
        LinkedHashMap<SnapshotId, List<Long>> changed = new LinkedHashMap<>(snapshots);
        changed.keySet().removeAll(ids);
        return new Reference(changed, disk);
    }

    Reference afterGuest(Move move) {
        List<Long> changed = new ArrayList<>(disk);
        if (move instanceof Move.Write write) {
            changed.set(write.cluster() % disk.size(), (long) write.content());
        } else if (move instanceof Move.Resize resize) {
            while (changed.size() > resize.clusters()) {
                changed.remove(changed.size() - 1);
            }
            while (changed.size() < resize.clusters()) {
                changed.add(0L);
            }
        }
        return new Reference(snapshots, changed);
    }

    Reference after(Request request) {
        if (request instanceof Request.CreateSnapshot create) {
            return withSnapshot(create.snapshot());
        }
        if (request instanceof Request.DeleteSnapshots delete) {
            return without(delete.snapshots());
        }
        LinkedHashMap<SnapshotId, List<Long>> changed = new LinkedHashMap<>(snapshots);
        if (request instanceof Request.Revert revert) {
            List<SnapshotId> order = order();
            changed.keySet().removeAll(order.subList(order.indexOf(revert.snapshot()) + 1, order.size()));
            return new Reference(changed, snapshots.get(revert.snapshot()));
        }
        throw new IllegalArgumentException("no such request here: " + request);
    }
}
