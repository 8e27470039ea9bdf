package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.GroupRunner.Member;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeReader;

/** Records what new snapshots are worth, and reads their volumes anew, most of it while the guest is being thawed. */
final class TakenVolumes implements SwitchTogether.Keeper {
    private final Map<VolumeId, SnapshotId> snapshots;
    private final Map<VolumeId, Volume> read = new ConcurrentHashMap<>();
    private final Map<VolumeId, Map<SnapshotId, Consistency>> recorded = new ConcurrentHashMap<>();

    /** Of these snapshots, one of each volume. */
    TakenVolumes(Map<VolumeId, SnapshotId> snapshots) {
        this.snapshots = Map.copyOf(snapshots);
    }

    /** What cannot be read now is read when it is needed. */
    @Override
    public void stepsDone(Member member) {
        SnapshotBackend backend = member.backend();
        VolumeId volume = member.plan().volume();
        try {
            read.put(volume, new VolumeReader(backend).read(volume));
            recorded.put(volume, backend.consistency().find(volume));
        } catch (SnapshotException unread) {
            return;
        }
    }

    @Override
    public void reached(Member member, Consistency reached) {
        SnapshotBackend backend = member.backend();
        VolumeId volume = member.plan().volume();
        Map<SnapshotId, Consistency> all = new HashMap<>(Optional.ofNullable(recorded.get(volume))
                .orElseGet(() -> backend.consistency().find(volume)));
        all.keySet().retainAll(volume(volume, backend).ledger().overlays().keySet());
        all.put(requireNonNull(snapshots.get(volume), "no snapshot of " + volume), reached);
        backend.consistency().save(volume, all);
    }

    /** The volume as its headers and its ledger tell it after the snapshot. */
    Volume volume(VolumeId volume, SnapshotBackend backend) {
        return Optional.ofNullable(read.get(volume)).orElseGet(() -> new VolumeReader(backend).read(volume));
    }
}
