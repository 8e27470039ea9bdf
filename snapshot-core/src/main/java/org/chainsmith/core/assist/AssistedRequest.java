package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.DictatedMerge;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** What a volume service asks for, of a volume that is attached to a guest. Equal requests are the same request. */
public sealed interface AssistedRequest {
    VolumeId volume();

    SnapshotId snapshot();

    /** What to report if it cannot be done. */
    SnapshotOutcome failure();

    /** The state in which the volume service waits for it. */
    SnapshotStatus waits();

    /** Lets the guest write to an overlay that is there already. */
    record Create(VolumeId volume, SnapshotId snapshot, ImageName overlay) implements AssistedRequest {
        public Create {
            requireNonNull(volume, "volume is null");
            requireNonNull(snapshot, "snapshot is null");
            requireNonNull(overlay, "overlay is null");
        }

        @Override
        public SnapshotOutcome failure() {
            return SnapshotOutcome.creationFailed(snapshot);
        }

        @Override
        public SnapshotStatus waits() {
            return SnapshotStatus.CREATING;
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
        public SnapshotOutcome failure() {
            return SnapshotOutcome.deletionFailed(snapshot);
        }

        @Override
        public SnapshotStatus waits() {
            return SnapshotStatus.DELETING;
        }
    }
}
