package org.chainsmith.testkit.generate;

import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.testkit.request.Request;

/** One move in the life of a volume, before it is known which snapshots there will be: these are told by position. */
public sealed interface Move {
    /** The guest writes to a cluster (modulo the disk's size); content 0 writes zeros. */
    record Write(int cluster, int content) implements Move {}

    /** Somebody changes the size of the disk. */
    record Resize(int clusters) implements Move {}

    /** A request to the use cases. */
    sealed interface Ask extends Move {
        /** The request, given the snapshots that there are, oldest first; empty if it makes no sense then. */
        Optional<Request> request(List<SnapshotId> present);
    }

    /** Takes a snapshot; the same number is the same id. */
    record Create(int number) implements Ask {
        @Override
        public Optional<Request> request(List<SnapshotId> present) {
            return Optional.of(new Request.CreateSnapshot(id()));
        }

        SnapshotId id() {
            return new SnapshotId(String.format("00000000-0000-4000-8000-%012x", number));
        }
    }

    /** Deletes the snapshots at these positions (modulo their number). */
    record Delete(Set<Integer> positions) implements Ask {
        @Override
        public Optional<Request> request(List<SnapshotId> present) {
            return present.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Request.DeleteSnapshots(positions.stream()
                            .map(position -> present.get(position % present.size()))
                            .collect(toSet())));
        }
    }

    /** Reverts to the snapshot at this position (modulo their number). */
    record Revert(int position, NewerSnapshots newer) implements Ask {
        @Override
        public Optional<Request> request(List<SnapshotId> present) {
            return present.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Request.Revert(present.get(position % present.size()), newer));
        }
    }
}
