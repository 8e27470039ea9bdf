package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DictatedMerge;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * What is asked for, of a volume that is attached to a guest: by the volume service, or by somebody else where the volume
 * service only keeps the record. Equal requests are the same request.
 */
public sealed interface AssistedRequest {
    VolumeId volume();

    SnapshotId snapshot();

    /** Whether a snapshot begins with it, and does not end. */
    boolean isCreation();

    /** What to report if it cannot be done. */
    default SnapshotOutcome failure() {
        return isCreation() ? SnapshotOutcome.creationFailed(snapshot()) : SnapshotOutcome.deletionFailed(snapshot());
    }

    /** The state in which the volume service waits for it; empty if it does not wait. */
    default Optional<SnapshotStatus> waits() {
        return Optional.of(isCreation() ? SnapshotStatus.CREATING : SnapshotStatus.DELETING);
    }

    /** Reports how it ended. May be repeated. */
    default Acknowledgement report(VolumeCatalog catalog, SnapshotOutcome outcome) {
        return catalog.report(outcome);
    }

    /** Lets the guest write to an overlay that is there already. */
    record Create(VolumeId volume, SnapshotId snapshot, ImageName overlay) implements AssistedRequest {
        public Create {
            requireNonNull(volume, "volume is null");
            requireNonNull(snapshot, "snapshot is null");
            requireNonNull(overlay, "overlay is null");
        }

        @Override
        public boolean isCreation() {
            return true;
        }
    }

    /** Lets two images become one. */
    record Delete(VolumeId volume, SnapshotId snapshot, DictatedMerge merge) implements AssistedRequest {
        public Delete {
            requireNonNull(volume, "volume is null");
            requireNonNull(snapshot, "snapshot is null");
            requireNonNull(merge, "merge is null");
        }

        @Override
        public boolean isCreation() {
            return false;
        }
    }

    /** Takes a snapshot, with an overlay made here, of which the volume service keeps the record. */
    record Take(VolumeId volume, SnapshotId snapshot) implements AssistedRequest {
        public Take {
            requireNonNull(volume, "volume is null");
            requireNonNull(snapshot, "snapshot is null");
        }

        @Override
        public boolean isCreation() {
            return true;
        }

        @Override
        public Acknowledgement report(VolumeCatalog catalog, SnapshotOutcome outcome) {
            return records(catalog).complete(outcome);
        }
    }

    /** Removes the data of a snapshot of which the volume service keeps the record, and then the record. */
    record Remove(VolumeId volume, SnapshotId snapshot) implements AssistedRequest {
        public Remove {
            requireNonNull(volume, "volume is null");
            requireNonNull(snapshot, "snapshot is null");
        }

        @Override
        public boolean isCreation() {
            return false;
        }

        @Override
        public Optional<SnapshotStatus> waits() {
            return Optional.empty();
        }

        /** The record of a snapshot that is still there stays as it is. */
        @Override
        public Acknowledgement report(VolumeCatalog catalog, SnapshotOutcome outcome) {
            if (!outcome.kind().isFailure()) {
                records(catalog).remove(snapshot);
            }
            return Acknowledgement.ACCEPTED;
        }
    }

    private static SnapshotRecords records(VolumeCatalog catalog) {
        return catalog.records()
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.CATALOG_REFUSED,
                        "The volume service does not declare any more that it keeps records of snapshots that it has no"
                                + " hand in."));
    }
}
