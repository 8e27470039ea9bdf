package org.chainsmith.qemuimg.volumes;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import tools.jackson.databind.JsonNode;

/**
 * Cinder's {@code .info}: a JSON object of the active image under {@code active} and of each snapshot's overlay under
 * its id. Written to the byte as Python's {@code json.dump(indent=1, sort_keys=True)} does. An empty object is no record.
 */
final class InfoFile {
    private static final String ACTIVE = "active";

    /** What a record says. */
    record Content(ImageName active, NavigableMap<SnapshotId, ImageName> overlays) {}

    private InfoFile() {}

    static Optional<Content> parse(VolumeId volume, JsonNode document) throws StrictJson.Refused {
        if (!document.isObject()) {
            throw new StrictJson.Refused("it is not a JSON object");
        }
        if (document.isEmpty()) {
            return Optional.empty();
        }
        ImageName active = null;
        NavigableMap<SnapshotId, ImageName> overlays = new TreeMap<>();
        Map<ImageName, String> seen = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : document.properties()) {
            ImageName image = image(volume, entry);
            if (entry.getKey().equals(ACTIVE)) {
                active = image;
            } else {
                overlays.put(snapshot(entry.getKey()), image);
                String other = seen.put(image, entry.getKey());
                if (other != null) {
                    throw new StrictJson.Refused("snapshots " + other + " and " + entry.getKey() + " share " + image);
                }
            }
        }
        if (active == null) {
            throw new StrictJson.Refused("it names no active image");
        }
        return Optional.of(new Content(active, overlays));
    }

    private static ImageName image(VolumeId volume, Map.Entry<String, JsonNode> entry) throws StrictJson.Refused {
        String name = entry.getValue().isString() ? entry.getValue().stringValue() : "";
        if (!new CinderLayout().isImage(volume, name)) {
            throw new StrictJson.Refused(
                    "the value of " + ImageName.quoted(entry.getKey()) + " is no image of this volume: "
                            + ImageName.quoted(entry.getValue().toString()));
        }
        return new ImageName(name);
    }

    private static SnapshotId snapshot(String key) throws StrictJson.Refused {
        try {
            return new SnapshotId(key);
        } catch (SnapshotException e) {
            throw new StrictJson.Refused("it has an unknown key " + ImageName.quoted(key));
        }
    }

    /** All names and ids are plain ASCII without anything to escape. */
    static byte[] format(SnapshotLedger ledger) {
        NavigableMap<String, String> entries = new TreeMap<>();
        ledger.overlays().forEach((id, overlay) -> entries.put(id.value(), overlay.value()));
        entries.put(ACTIVE, ledger.active().value());
        StringBuilder text = new StringBuilder("{");
        String separator = "\n";
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            text.append(separator)
                    .append(" \"")
                    .append(entry.getKey())
                    .append("\": \"")
                    .append(entry.getValue())
                    .append('"');
            separator = ",\n";
        }
        return text.append("\n}").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
