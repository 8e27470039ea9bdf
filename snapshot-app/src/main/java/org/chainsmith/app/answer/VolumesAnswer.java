package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;

/** The volumes of a store; one that cannot be read does not hide the others. */
public record VolumesAnswer(List<Entry> volumes) implements Answer {
    /** A volume of the list: either the volume, or why it cannot be read. */
    public sealed interface Entry {
        record Intact(Volume volume) implements Entry {
            public Intact {
                requireNonNull(volume, "volume is null");
            }

            @Override
            public JsonObject json() {
                return new VolumeAnswer(volume).json();
            }

            @Override
            public List<String> cells() {
                Image active = volume.chain().active();
                return List.of(
                        volume.id().value(),
                        active.format().id(),
                        HumanBytes.of(active.virtualSize().bytes()),
                        active.name().value());
            }
        }

        record Unreadable(VolumeId volume, ErrorCode error) implements Entry {
            public Unreadable {
                requireNonNull(volume, "volume is null");
                requireNonNull(error, "error is null");
            }

            @Override
            public JsonObject json() {
                return new JsonObject()
                        .put("volume", volume.value())
                        .putNull("format")
                        .putNull("virtual-size")
                        .putNull("active")
                        .put("error", error.id());
            }

            @Override
            public List<String> cells() {
                return List.of(volume.value(), "", "", "");
            }

            @Override
            public Optional<ErrorCode> problem() {
                return Optional.of(error);
            }
        }

        JsonObject json();

        /** Volume, format, virtual size, active image. */
        List<String> cells();

        default Optional<ErrorCode> problem() {
            return Optional.empty();
        }
    }

    public VolumesAnswer {
        volumes = List.copyOf(volumes);
    }

    @Override
    public JsonObject json() {
        return new JsonObject().put("volumes", volumes.stream().map(Entry::json).toList());
    }

    @Override
    public List<String> lines() {
        if (volumes.stream().allMatch(entry -> entry.problem().isEmpty())) {
            Table table = new Table("Volume", "Format", "Virtual size", "Active image");
            volumes.forEach(entry -> table.row(entry.cells()));
            return table.lines();
        }
        Table table = new Table("Volume", "Format", "Virtual size", "Active image", "Error");
        volumes.forEach(entry ->
                table.row(entry.cells(), entry.problem().map(ErrorCode::id).orElse("")));
        return table.lines();
    }
}
