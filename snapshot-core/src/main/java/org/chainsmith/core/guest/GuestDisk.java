package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;

/**
 * A disk of a guest.
 *
 * @param serial what the guest sees as serial number; OpenStack writes the volume's id there
 * @param source where the active layer is; empty without a medium
 * @param obstacles what forbids snapshots of this disk
 */
public record GuestDisk(
        DiskTarget target, Optional<String> serial, Optional<ImageLocation> source, Set<Obstacle> obstacles) {
    /** A property of a disk that forbids external snapshots. */
    public enum Obstacle {
        READ_ONLY("is read-only"),
        SHAREABLE("is shared between guests"),
        TRANSIENT("is transient: what is written to it is thrown away"),
        RAW_DEVICE("is a block device of the host"),
        NO_MEDIUM("has no medium"),
        SOURCE_UNSUPPORTED("is nothing that Chainsmith works on"),
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
        obstacles = Set.copyOf(obstacles);
    }

    /**
     * The name of the active layer, if Chainsmith works on it.
     *
     * @throws org.chainsmith.core.error.SnapshotException IMAGE_NAME_REFUSED for a name that images cannot have
     */
    public Optional<ImageName> active() {
        return obstacles.contains(Obstacle.SOURCE_UNSUPPORTED)
                ? Optional.empty()
                : source.map(ImageLocation::imageName);
    }
}
