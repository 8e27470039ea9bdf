package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.snapshot.Volume;

/** One volume; its format is that of its active image. */
public record VolumeAnswer(Volume volume) implements Answer {
    public VolumeAnswer {
        requireNonNull(volume, "volume is null");
    }

    @Override
    public JsonObject json() {
        Image active = volume.chain().active();
        return new JsonObject()
                .put("volume", volume.id().value())
                .put("format", active.format().id())
                .put("virtual-size", active.virtualSize().bytes())
                .put("active", active.name().value());
    }

    @Override
    public List<String> lines() {
        Image active = volume.chain().active();
        return new Details()
                .put("Volume", volume.id().value())
                .put("Format", active.format().id())
                .put("Virtual size", HumanBytes.of(active.virtualSize().bytes()))
                .put("Active image", active.name().value())
                .put("Snapshots", Integer.toString(volume.snapshots().size()))
                .lines();
    }
}
