package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;

/** One snapshot of a volume, and what it is worth to the guest, if that is on record. */
public record SnapshotAnswer(VolumeId volume, PointInTime point, Optional<Consistency> reached) implements Answer {
    public SnapshotAnswer {
        requireNonNull(volume, "volume is null");
        requireNonNull(point, "point is null");
        requireNonNull(reached, "reached is null");
    }

    /**
     * The snapshot of this id.
     *
     * @param reached what is on record about the volume's snapshots
     * @throws org.chainsmith.core.error.SnapshotException SNAPSHOT_NOT_FOUND
     */
    public static SnapshotAnswer of(Volume volume, SnapshotId snapshot, Map<SnapshotId, Consistency> reached) {
        return new SnapshotAnswer(
                volume.id(), volume.requireSnapshot(snapshot), Optional.ofNullable(reached.get(snapshot)));
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("volume", volume.value())
                .putAll(SnapshotFields.json(point, reached))
                .put("note", reached.map(Consistency::note).orElse(null));
    }

    @Override
    public List<String> lines() {
        return new Details()
                .put("Volume", volume.value())
                .put("Snapshot", point.id().value())
                .put("Overlay", point.overlay().value())
                .put("Data image", point.data().value())
                .put("Consistency", reached.map(SnapshotFields::text).orElse("-"))
                .lines();
    }
}
