package org.chainsmith.app.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chainsmith.app.place.DirectoryPlace;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.Command;
import org.chainsmith.testkit.lab.Records;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The share of a real Cinder: its records and the files of its volumes, as they are. */
record CinderShare(Path directory) {
    private static final JsonMapper JSON = new JsonMapper();

    Path file(VolumeId volume) {
        return directory.resolve("volume-" + volume);
    }

    /** Cinder's record: the active file, and that of each snapshot. Before the first snapshot there is none. */
    Map<String, String> info(VolumeId volume) {
        Map<String, String> info = new TreeMap<>();
        Path file = directory.resolve("volume-" + volume + ".info");
        if (!Files.exists(file)) {
            return Map.of("active", "volume-" + volume);
        }
        try {
            JSON.readTree(Files.readString(file))
                    .properties()
                    .forEach(each -> info.put(each.getKey(), each.getValue().stringValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return info;
    }

    /** The snapshots on Cinder's record, oldest first. */
    List<SnapshotId> snapshots(VolumeId volume) {
        Map<String, String> info = info(volume);
        List<String> chain = chain(volume);
        return info.entrySet().stream()
                .filter(each -> !each.getKey().equals("active"))
                .sorted(Comparator.comparing(each -> chain.indexOf(each.getValue())))
                .map(each -> new SnapshotId(each.getKey()))
                .toList();
    }

    /** The names of the images as their headers tell the chain, base first. */
    List<String> chain(VolumeId volume) {
        Path active = directory.resolve(info(volume).get("active"));
        String format = active.equals(file(volume)) ? "raw" : "qcow2";
        JsonNode layers = JSON.readTree(Command.run(
                "qemu-img", "info", "-U", "-f", format, "--backing-chain", "--output=json", active.toString()));
        List<String> names = new ArrayList<>();
        layers.forEach(layer -> names.add(
                0, Path.of(layer.get("filename").stringValue()).getFileName().toString()));
        return names;
    }

    /** The files of a volume in the share, without its record. */
    List<String> files(VolumeId volume) {
        try (var names = Files.list(directory)) {
            return names.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("volume-" + volume) && !name.endsWith(".info"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a snapshot reads: what its overlay backs onto. */
    String digest(VolumeId volume, SnapshotId snapshot) {
        List<String> chain = chain(volume);
        String below = chain.get(chain.indexOf(info(volume).get(snapshot.value())) - 1);
        return new Images(new DirectoryPlace(directory)).digest(new ImageName(below));
    }

    /** The snapshot for which Cinder made this file. */
    static SnapshotId snapshotOf(String overlay) {
        return new SnapshotId(overlay.substring(overlay.lastIndexOf('.') + 1));
    }

    void remove(String file) {
        try {
            Files.delete(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the guest had written to the volume when its newest snapshot was taken. */
    Records sealed(VolumeId volume) {
        List<String> chain = chain(volume);
        String sealed = chain.get(chain.size() - 2);
        return Records.read(directory.resolve(sealed), sealed.equals("volume-" + volume) ? "raw" : "qcow2");
    }

    /** What each snapshot of the volume reads. */
    Map<SnapshotId, String> digests(VolumeId volume) {
        Map<SnapshotId, String> digests = new TreeMap<>();
        snapshots(volume).forEach(snapshot -> digests.put(snapshot, digest(volume, snapshot)));
        return digests;
    }
}
