package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.CreateGuestSnapshots.Taken;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.Room;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;

/** A snapshot of several disks of a guest was taken at one instant. */
public record GuestSnapshotTaken(Guest guest, List<AttachedVolume> disks, SnapshotId snapshot, Taken taken)
        implements Answer {
    public GuestSnapshotTaken {
        requireNonNull(guest, "guest is null");
        disks = List.copyOf(disks);
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(taken, "taken is null");
    }

    private Volume volume(AttachedVolume disk) {
        return taken.volumes().stream()
                .filter(volume -> volume.id().equals(disk.volume()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public JsonObject json() {
        Optional<Consistency> reached = taken.reached();
        JsonObject answer = new JsonObject()
                .put("domain", guest.name())
                .put("guest", guest.id().value())
                .put("snapshot", snapshot.value())
                .put("disks", disks.stream().map(this::json).toList())
                .put("consistency", reached.map(c -> c.level().toString()).orElse(null))
                .put("note", reached.map(Consistency::note).orElse(null));
        return reached.map(c -> answer.put("frozen-ms", c.frozen().toMillis()))
                .orElseGet(() -> answer.putNull("frozen-ms"));
    }

    private JsonObject json(AttachedVolume disk) {
        return new JsonObject()
                .put("disk", disk.at().disk().value())
                .put("volume", disk.volume().value())
                .put("snapshot", snapshot.value())
                .put("active", volume(disk).chain().active().name().value())
                .put("free-bytes", room(disk).freeBytes())
                .put("may-grow-bytes", room(disk).mayGrowBytes());
    }

    private Room room(AttachedVolume disk) {
        return requireNonNull(taken.rooms().get(disk.volume()));
    }

    @Override
    public List<String> lines() {
        Table table = new Table("Disk", "Volume", "Active image");
        disks.forEach(disk -> table.row(List.of(
                disk.at().disk().value(),
                disk.volume().value(),
                volume(disk).chain().active().name().value())));
        List<String> lines = new ArrayList<>(new Details()
                .put("Guest", guest.name())
                .put("Snapshot", snapshot.value())
                .put("Consistency", taken.reached().map(SnapshotFields::text).orElse("taken earlier"))
                .lines());
        lines.add("");
        lines.addAll(table.lines());
        disks.stream().filter(disk -> room(disk).isScarce()).forEach(disk -> {
            Room room = room(disk);
            lines.add("Warning: the overlay of " + disk.at().disk() + " may grow to "
                    + HumanBytes.of(room.mayGrowBytes()) + ", and " + HumanBytes.of(room.freeBytes())
                    + " are free. A guest that fills them is paused: make room, or delete snapshots.");
        });
        return lines;
    }
}
