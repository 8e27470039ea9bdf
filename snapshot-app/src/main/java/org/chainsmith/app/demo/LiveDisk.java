package org.chainsmith.app.demo;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** A disk of the guest that writes records, and what was read from each of its snapshots. */
final class LiveDisk {
    private static final String MIB = "48";

    private final Lab lab;
    private final String serial;
    private final VolumeId volume = VolumeId.random();
    private final Map<SnapshotId, Records> remembered = new LinkedHashMap<>();

    /** Makes the volume, raw, with an empty file system. */
    LiveDisk(Lab lab, String serial) {
        this.lab = requireNonNull(lab, "lab is null");
        this.serial = requireNonNull(serial, "serial is null");
        lab.script("disk", file("volume-" + volume), "raw", MIB);
    }

    String serial() {
        return serial;
    }

    /** As the script of the lab wants it. */
    String ofDomain() {
        return serial + "=raw:" + file("volume-" + volume);
    }

    /** Reads the records of a snapshot, out of the image that has its data. */
    Records remember(SnapshotId snapshot, Image data) {
        Records records = read(data);
        remembered.put(snapshot, records);
        return records;
    }

    /** The records of a snapshot must be what they were. */
    Records compare(SnapshotId snapshot, Image data) {
        Records records = read(data);
        Records.require(
                records.equals(remembered.get(snapshot)), serial, "snapshot " + snapshot + " has other records");
        return records;
    }

    private Records read(Image image) {
        Path ring = lab.folder().resolve("records-" + serial);
        lab.script("records", file(image.name().value()), image.format().id(), ring.toString());
        try {
            byte[] bytes = Files.readAllBytes(ring);
            Files.delete(ring);
            return Records.parse(serial, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String file(String name) {
        return lab.volumes().resolve(name).toString();
    }
}
