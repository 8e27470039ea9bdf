package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.CreateOverlay;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.RecordLedger;

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
        requireRoom(volume);
        Image active = volume.chain().active();
        ImageName name = freeName(volume, snapshot);
        Image overlay = Image.empty(name, ImageFormat.QCOW2, active.virtualSize());
        BackingChain after = volume.chain().overlaid(overlay);
        Map<SnapshotId, ImageName> overlays = new HashMap<>(volume.ledger().overlays());
        overlays.put(snapshot, name);
        return new Plan(
                OperationKind.CREATE_SNAPSHOTS,
                volume.id(),
                List.of(snapshot),
                Optional.of(volume.chain()),
                Optional.of(after),
                List.of(
                        new CreateOverlay(overlay, active),
                        new RecordLedger(
                                Optional.of(volume.ledger()), volume.ledger().of(after, overlays))),
                List.of(),
                0);
    }

    /** A deleted snapshot's overlay may live on as the image of a neighbour; then its name is taken. */
    private ImageName freeName(Volume volume, SnapshotId snapshot) {
        ImageNames names = operations.backend().names();
        ImageName name = names.overlay(volume.id(), snapshot);
        return volume.chain().contains(name) ? names.overlay(volume.id(), SnapshotId.random()) : name;
    }

    private void requireRoom(Volume volume) {
        int limit = operations.backend().inspector().maxChain();
        if (volume.chain().size() >= limit) {
            throw new SnapshotException(
                            ErrorCode.CHAIN_TOO_DEEP,
                            "Volume " + volume.id() + " has " + volume.chain().size() + " images, and at most " + limit
                                    + " are allowed. Nothing was changed.")
                    .ofVolume(volume.id())
                    .onChain(volume.chain())
                    .hint("Delete snapshots that are no longer needed.");
        }
    }
}
