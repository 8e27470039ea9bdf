package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.ImageName;

/**
 * A disk of a guest.
 *
 * @param serial what the guest sees as serial number; OpenStack writes the volume's id there
 * @param source where the active layer is, as the hypervisor says it, for people
 * @param directory the directory of the active layer, if it is a file
 * @param active the file name of the active layer, if it is a file
 * @param obstacles what forbids snapshots of this disk
 */
public record GuestDisk(
        DiskTarget target,
        Optional<String> serial,
        String source,
        Optional<String> directory,
        Optional<ImageName> active,
        Set<Obstacle> obstacles) {
    /** A property of a disk that forbids external snapshots. */
    public enum Obstacle {
        READ_ONLY("is read-only"),
        SHAREABLE("is shared between guests"),
        TRANSIENT("is transient: what is written to it is thrown away"),
        RAW_DEVICE("is a block device of the host"),
        NO_MEDIUM("has no medium"),
        FORMAT_UNSTATED("has no stated format");

        private final String says;

        Obstacle(String says) {
            this.says = says;
        }

        @Override
        public String toString() {
            return says;
        }
    }

    public GuestDisk {
        requireNonNull(target, "target is null");
        requireNonNull(serial, "serial is null");
        requireNonNull(source, "source is null");
        requireNonNull(directory, "directory is null");
        requireNonNull(active, "active is null");
        obstacles = Set.copyOf(obstacles);
    }
}
