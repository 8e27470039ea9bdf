package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;

/** The snapshots of a guest's disks, oldest first, and what they are worth. */
public record GuestSnapshotsAnswer(Guest guest, List<OfDisk> disks) implements Answer {
    /** The snapshots of one disk. */
    public record OfDisk(DiskTarget disk, Volume volume, Map<SnapshotId, Consistency> reached) {
        public OfDisk {
            requireNonNull(disk, "disk is null");
            requireNonNull(volume, "volume is null");
            reached = Map.copyOf(reached);
        }

        private Optional<Consistency> of(PointInTime point) {
            return Optional.ofNullable(reached.get(point.id()));
        }

        private JsonObject json() {
            return new JsonObject()
                    .put("disk", disk.value())
                    .put("volume", volume.id().value())
                    .put(
                            "snapshots",
                            volume.snapshots().stream().map(this::json).toList());
        }

        private JsonObject json(PointInTime point) {
            return SnapshotFields.json(point, of(point));
        }
    }

    public GuestSnapshotsAnswer {
        requireNonNull(guest, "guest is null");
        disks = List.copyOf(disks);
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("domain", guest.name())
                .put("guest", guest.id().value())
                .put("disks", disks.stream().map(OfDisk::json).toList());
    }

    @Override
    public List<String> lines() {
        Table table = new Table("Disk", "Snapshot", "Data", "Consistency");
        for (OfDisk of : disks) {
            for (PointInTime point : of.volume().snapshots()) {
                table.row(List.of(
                        of.disk().value(),
                        point.id().value(),
                        point.data().value(),
                        of.of(point).map(SnapshotFields::text).orElse("-")));
            }
        }
        return table.lines();
    }
}
