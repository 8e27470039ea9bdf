package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;

/** A snapshot was taken; the volume as it is afterwards. */
public record SnapshotTaken(Volume volume, SnapshotId snapshot) implements Answer {
    public SnapshotTaken {
        requireNonNull(volume, "volume is null");
        requireNonNull(snapshot, "snapshot is null");
    }

    private ImageName active() {
        return volume.chain().active().name();
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("volume", volume.id().value())
                .put("snapshot", snapshot.value())
                .put("active", active().value());
    }

    @Override
    public List<String> lines() {
        return new Details()
                .put("Volume", volume.id().value())
                .put("Snapshot", snapshot.value())
                .put("Active image", active().value())
                .lines();
    }
}
