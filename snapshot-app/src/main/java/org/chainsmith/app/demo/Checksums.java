package org.chainsmith.app.demo;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** What each point in time reads as, remembered to be compared later. */
final class Checksums {
    private final Disk disk;
    private final Consumer<String> narrator;
    private final Map<String, String> remembered = new LinkedHashMap<>();

    Checksums(Disk disk, Consumer<String> narrator) {
        this.disk = requireNonNull(disk, "disk is null");
        this.narrator = requireNonNull(narrator, "narrator is null");
    }

    void remember(String point, Image image) {
        String checksum = disk.checksum(image);
        remembered.put(point, checksum);
        narrator.accept("  " + point + "  sha256 " + checksum);
    }

    /** If two points in time read the same, a comparison would prove little. */
    void requireAllDifferent() {
        require(new HashSet<>(remembered.values()).size() == remembered.size(), "two points in time read the same");
    }

    /** The image must read as this point in time did. */
    void compare(String shown, Image image, String point) {
        String checksum = disk.checksum(image);
        boolean same = checksum.equals(remembered.get(point));
        narrator.accept("  " + shown + "  sha256 " + checksum + (same ? "  same" : "  DIFFERS from " + point));
        require(same, shown + " does not read as " + point + " did");
    }

    private static void require(boolean holds, String fact) {
        if (!holds) {
            throw new SnapshotException(ErrorCode.NOT_PROVEN, "The demonstration failed: " + fact + ".");
        }
    }
}
