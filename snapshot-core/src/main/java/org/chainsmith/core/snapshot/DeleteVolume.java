package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.ForgetLedger;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.RemoveImages;
import org.chainsmith.core.operation.Report;

/** Removes a volume that has no snapshots, with all its images. */
public final class DeleteVolume {
    private final VolumeOperations operations;

    public DeleteVolume(VolumeOperations operations) {
        this.operations = requireNonNull(operations, "operations is null");
    }

    /**
     * Removes the volume. A volume that Chainsmith deleted earlier is the answer to a repeated request.
     *
     * @throws SnapshotException VOLUME_NOT_FOUND; VOLUME_HAS_SNAPSHOTS: nothing was changed
     */
    public Report delete(VolumeId volume) {
        return operations.runPlan(volume, () -> plan(volume), ProgressListener.NONE);
    }

    private Plan plan(VolumeId id) {
        if (operations.backend().ledgers().find(id).isEmpty() && deletedEarlier(id)) {
            return new Plan(
                    OperationKind.DELETE_VOLUME,
                    id,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    0);
        }
        Volume volume = operations.readWhole(id);
        if (!volume.snapshots().isEmpty()) {
            throw new SnapshotException(
                            ErrorCode.VOLUME_HAS_SNAPSHOTS,
                            "Volume " + id + " has " + volume.snapshots().size() + " snapshots. Nothing was changed.")
                    .ofVolume(id)
                    .onChain(volume.chain())
                    .hint("Delete its snapshots first; snapshot list shows them.");
        }
        List<Image> images = new ArrayList<>(volume.chain().images());
        Collections.reverse(images);
        return new Plan(
                OperationKind.DELETE_VOLUME,
                id,
                List.of(),
                Optional.of(volume.chain()),
                Optional.empty(),
                List.of(new RemoveImages(images, RemoveImages.Scope.WHOLE_VOLUME), new ForgetLedger()),
                List.of(),
                0);
    }

    private boolean deletedEarlier(VolumeId id) {
        return operations.backend().log().ended(id).stream()
                .filter(ended -> ended.outcome() == OperationLog.Outcome.COMPLETED)
                .anyMatch(ended -> ended.kind() == OperationKind.DELETE_VOLUME);
    }
}
