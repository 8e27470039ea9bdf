package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;

/** The backing chain of a volume, base first, and the snapshots whose data each image is. */
public record ChainAnswer(Volume volume) implements Answer {
    public ChainAnswer {
        requireNonNull(volume, "volume is null");
    }

    private List<String> snapshotsIn(Image image) {
        return volume.snapshotIn(image.name()).map(SnapshotId::value).stream().toList();
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("volume", volume.id().value())
                .put("active", volume.chain().active().name().value())
                .put("chain", volume.chain().images().stream().map(this::json).toList());
    }

    private JsonObject json(Image image) {
        return new JsonObject()
                .put("image", image.name().value())
                .put("format", image.format().id())
                .put("virtual-size", image.virtualSize().bytes())
                .put("allocated-bytes", image.allocation().bytes())
                .put("snapshots", snapshotsIn(image));
    }

    @Override
    public List<String> lines() {
        Table table = new Table("Image", "Format", "Virtual size", "Allocated", "Snapshot");
        for (Image image : volume.chain().images()) {
            table.row(List.of(
                    image.name().value(),
                    image.format().id(),
                    HumanBytes.of(image.virtualSize().bytes()),
                    HumanBytes.of(image.allocation().bytes()),
                    String.join(", ", snapshotsIn(image))));
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add(volume.chain().toString());
        return lines;
    }
}
