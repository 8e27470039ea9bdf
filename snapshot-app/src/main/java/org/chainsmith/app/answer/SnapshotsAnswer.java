package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.chainsmith.core.snapshot.Volume;

/** The snapshots of a volume, oldest first. */
public record SnapshotsAnswer(Volume volume) implements Answer {
    public SnapshotsAnswer {
        requireNonNull(volume, "volume is null");
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("volume", volume.id().value())
                .put(
                        "snapshots",
                        volume.snapshots().stream().map(SnapshotFields::json).toList());
    }

    @Override
    public List<String> lines() {
        Table table = new Table("Snapshot", "Overlay", "Data");
        volume.snapshots()
                .forEach(point -> table.row(List.of(
                        point.id().value(),
                        point.overlay().value(),
                        point.data().value())));
        return table.lines();
    }
}
