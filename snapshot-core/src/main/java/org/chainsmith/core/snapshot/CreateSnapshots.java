package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;

/** Takes a snapshot: seals the active layer and puts a new overlay on it. */
public final class CreateSnapshots {
    private final VolumeOperations operations;

    public CreateSnapshots(VolumeOperations operations) {
        this.operations = requireNonNull(operations, "operations is null");
    }

    /**
     * Takes the snapshot. One that is already there under this id is the answer to a repeated request.
     *
     * @return the volume afterwards
     * @throws SnapshotException VOLUME_NOT_FOUND; TRANSIENT if the volume is in use; PRECONDITION: nothing was changed
     */
    public Volume create(VolumeId volume, SnapshotId snapshot) {
        operations.run(volume, now -> plan(now, snapshot), ProgressListener.NONE);
        return operations.reader().read(volume);
    }

    private Plan plan(Volume volume, SnapshotId snapshot) {
        if (volume.snapshot(snapshot).isPresent()) {
            return Plan.nothing(OperationKind.CREATE_SNAPSHOTS, volume.id(), List.of(snapshot), volume.chain());
        }
        return OverlayPlan.of(operations.backend(), volume, snapshot, overlay -> List.of());
    }
}
