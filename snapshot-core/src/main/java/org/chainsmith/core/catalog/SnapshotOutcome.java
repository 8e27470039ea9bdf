package org.chainsmith.core.catalog;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;

/**
 * How the work ended that the volume service had asked for.
 *
 * @param formats the format of each image that the work set, so that nobody has to guess it; empty after a failure
 */
public record SnapshotOutcome(SnapshotId snapshot, Kind kind, Map<ImageName, ImageFormat> formats) {
    /** What was done, or was not. */
    public enum Kind {
        /** The guest writes to the new overlay. */
        CREATED,
        /** The guest writes where it wrote before. */
        CREATION_FAILED,
        /** The images are merged; the chain does not lead to the merged one any more. */
        DELETED,
        /** The snapshot is still there. */
        DELETION_FAILED;

        /** Whether it is about a snapshot that was to be created. */
        public boolean isOfCreation() {
            return this == CREATED || this == CREATION_FAILED;
        }

        public boolean isFailure() {
            return this == CREATION_FAILED || this == DELETION_FAILED;
        }
    }

    public SnapshotOutcome {
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(kind, "kind is null");
        formats = Map.copyOf(formats);
    }

    public static SnapshotOutcome created(SnapshotId snapshot, Map<ImageName, ImageFormat> formats) {
        return new SnapshotOutcome(snapshot, Kind.CREATED, formats);
    }

    public static SnapshotOutcome creationFailed(SnapshotId snapshot) {
        return new SnapshotOutcome(snapshot, Kind.CREATION_FAILED, Map.of());
    }

    public static SnapshotOutcome deleted(SnapshotId snapshot, Map<ImageName, ImageFormat> formats) {
        return new SnapshotOutcome(snapshot, Kind.DELETED, formats);
    }

    public static SnapshotOutcome deletionFailed(SnapshotId snapshot) {
        return new SnapshotOutcome(snapshot, Kind.DELETION_FAILED, Map.of());
    }
}
