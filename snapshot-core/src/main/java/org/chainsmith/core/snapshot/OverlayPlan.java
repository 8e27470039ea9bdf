package org.chainsmith.core.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.backend.SnapshotBackend;
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
import org.chainsmith.core.operation.Step;

/** Plans one snapshot of one volume: an overlay, what makes it the active layer, and the new ledger. */
public final class OverlayPlan {
    private OverlayPlan() {}

    /**
     * Plans a snapshot that is not there yet.
     *
     * @param activation the steps that let the volume's user write to the overlay; none while nobody uses it
     * @throws SnapshotException CHAIN_TOO_DEEP
     */
    public static Plan of(
            SnapshotBackend backend, Volume volume, SnapshotId snapshot, Function<Image, List<Step>> activation) {
        requireRoom(backend, volume);
        Image active = volume.chain().active();
        ImageName name = freeName(backend, volume, snapshot);
        Image overlay = Image.empty(name, ImageFormat.QCOW2, active.virtualSize());
        BackingChain after = volume.chain().overlaid(overlay);
        Map<SnapshotId, ImageName> overlays = new HashMap<>(volume.ledger().overlays());
        overlays.put(snapshot, name);
        List<Step> steps = new ArrayList<>();
        if (!backend.ledgers().isKept(volume.id())) {
            steps.add(new RecordLedger(Optional.of(volume.ledger()), volume.ledger()));
        }
        steps.add(new CreateOverlay(overlay, active));
        steps.addAll(activation.apply(overlay));
        steps.add(new RecordLedger(Optional.of(volume.ledger()), volume.ledger().of(after, overlays)));
        return new Plan(
                OperationKind.CREATE_SNAPSHOTS,
                volume.id(),
                List.of(snapshot),
                Optional.of(volume.chain()),
                Optional.of(after),
                steps,
                List.of(),
                0);
    }

    /**
     * A deleted snapshot's overlay may live on as the image of a neighbour; then its name is taken. The name of a removed
     * image is not given again either: QEMU's Gluster client may know it for a while as a stale file handle.
     */
    private static ImageName freeName(SnapshotBackend backend, Volume volume, SnapshotId snapshot) {
        ImageNames names = backend.names();
        ImageName name = names.overlay(volume.id(), snapshot);
        boolean known = volume.chain().contains(name) || (names.canVary() && wasRemoved(backend, volume, name));
        return known ? names.overlay(volume.id(), SnapshotId.random()) : name;
    }

    private static boolean wasRemoved(SnapshotBackend backend, Volume volume, ImageName name) {
        return backend.log().ended(volume.id()).stream()
                .anyMatch(ended -> ended.removed().contains(name));
    }

    private static void requireRoom(SnapshotBackend backend, Volume volume) {
        int limit = backend.inspector().maxChain();
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
