package org.chainsmith.testkit.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;

/** One request on a volume, and what is true when it is done. Any request may be sent again with the same result. */
public sealed interface Request {
    /** Asks. */
    void send(UseCases useCases, VolumeId volume);

    /**
     * What the volume reads afterwards; empty if there is no volume.
     *
     * @param order the snapshots there are before, oldest first
     */
    Optional<VolumeContent> done(Optional<VolumeContent> before, List<SnapshotId> order);

    /** Whether sending it again, once it is done, has no effect on the store at all. */
    default boolean hasNoSecondEffect() {
        return true;
    }

    /** Makes the volume. The digest is that of a new disk. */
    record CreateVolume(ImageFormat format, VirtualSize size, String zeros) implements Request {
        @Override
        public void send(UseCases useCases, VolumeId volume) {
            useCases.createVolume(volume, format, size);
        }

        @Override
        public Optional<VolumeContent> done(Optional<VolumeContent> before, List<SnapshotId> order) {
            return Optional.of(new VolumeContent(Map.of(), zeros));
        }
    }

    /** Removes the volume. */
    record DeleteVolume() implements Request {
        @Override
        public void send(UseCases useCases, VolumeId volume) {
            useCases.deleteVolume(volume);
        }

        @Override
        public Optional<VolumeContent> done(Optional<VolumeContent> before, List<SnapshotId> order) {
            return Optional.empty();
        }
    }

    /** Takes a snapshot. */
    record CreateSnapshot(SnapshotId snapshot) implements Request {
        @Override
        public void send(UseCases useCases, VolumeId volume) {
            useCases.createSnapshot(volume, snapshot);
        }

        @Override
        public Optional<VolumeContent> done(Optional<VolumeContent> before, List<SnapshotId> order) {
            return before.map(content -> content.withSnapshot(snapshot));
        }
    }

    /**
     * Deletes snapshots, all in one plan.
     *
     * @param survivor the snapshot whose overlay must not be merged into another image
     */
    record DeleteSnapshots(Set<SnapshotId> snapshots, Optional<SnapshotId> survivor) implements Request {
        public DeleteSnapshots {
            snapshots = Set.copyOf(snapshots);
        }

        public DeleteSnapshots(Set<SnapshotId> snapshots) {
            this(snapshots, Optional.empty());
        }

        @Override
        public void send(UseCases useCases, VolumeId volume) {
            if (survivor.isPresent()) {
                useCases.deleteSnapshotsInto(volume, snapshots, survivor.get());
            } else {
                useCases.deleteSnapshots(volume, snapshots, Set.of());
            }
        }

        @Override
        public Optional<VolumeContent> done(Optional<VolumeContent> before, List<SnapshotId> order) {
            return before.map(content -> content.without(snapshots));
        }
    }

    /** Reverts to a snapshot, discarding newer ones if that is allowed. */
    record Revert(SnapshotId snapshot, NewerSnapshots newer) implements Request {
        @Override
        public void send(UseCases useCases, VolumeId volume) {
            useCases.revert(volume, snapshot, newer);
        }

        @Override
        public Optional<VolumeContent> done(Optional<VolumeContent> before, List<SnapshotId> order) {
            Set<SnapshotId> gone = Set.copyOf(order.subList(order.indexOf(snapshot) + 1, order.size()));
            return before.map(content -> content.revertedTo(snapshot).without(gone));
        }

        /** What was written since is discarded each time, into an overlay of a new name. */
        @Override
        public boolean hasNoSecondEffect() {
            return false;
        }
    }
}
