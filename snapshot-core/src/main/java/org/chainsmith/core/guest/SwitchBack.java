package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeOperations;

/**
 * Undoes a switch to a prepared overlay of which the owner of the volume has no record: what the guest wrote to the overlay
 * is committed into the image below, and the guest writes to that again. Else the owner would start the guest on an image
 * that lacks what was written since. The guest may be off. No record is written and no image is removed.
 */
public final class SwitchBack {
    private final LiveDisks live;
    private final Duration lockWait;

    public SwitchBack(LiveDisks live, Duration lockWait) {
        this.live = requireNonNull(live, "live is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
    }

    /**
     * Undoes it, unless the owner has the overlay on record, or the guest does not have it. May be repeated.
     *
     * @param unwanted called when there is something to undo and before anything is changed; what it throws is the answer
     * @return what was done; empty if there was nothing to undo
     * @throws SnapshotException LEDGER_UNLIKE_CHAIN if the record does not fit the chain without the overlay either;
     *     everything else as {@link MergeAssisted#merge}
     */
    public Optional<Report> undo(PreparedOverlay overlay, Runnable unwanted) {
        VolumeOperations operations = new VolumeOperations(overlay.volume().backend(), lockWait);
        Report report =
                operations.runPlan(overlay.volume().volume(), () -> plan(overlay, unwanted), ProgressListener.NONE);
        return report.plan().isNothing() ? Optional.empty() : Optional.of(report);
    }

    private Plan plan(PreparedOverlay overlay, Runnable unwanted) {
        AttachedVolume volume = overlay.volume();
        Guest guest = live.find(volume.at().guest())
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.GUEST_NOT_FOUND,
                        "The hypervisor knows no guest " + volume.at().guest() + "."));
        BackingChain chain = MergeAssisted.chain(live, volume);
        ImageName recorded = recorded(volume.backend(), overlay);
        if (!chain.contains(overlay.name()) || recorded.equals(chain.active().name())) {
            return Plan.nothing(OperationKind.DELETE_SNAPSHOTS, volume.volume(), List.of(overlay.snapshot()), chain);
        }
        Optional<ImageName> below = chain.below(overlay.name()).map(Image::name);
        if (!chain.active().name().equals(overlay.name()) || !below.equals(Optional.of(recorded))) {
            throw new SnapshotException(
                            ErrorCode.LEDGER_UNLIKE_CHAIN,
                            "The record of volume " + volume.volume() + " says that " + recorded
                                    + " is written to, and the guest has the chain " + chain + ". Nothing was changed.")
                    .ofVolume(volume.volume())
                    .onChain(chain)
                    .hint(
                            "Compare them, and correct the record, before the volume is detached or the guest started anew.");
        }
        unwanted.run();
        return MergeAssisted.plan(
                volume, overlay.snapshot(), guest, chain, new MergeAssisted.ChainPart(overlay.name(), recorded));
    }

    /** Without a record, the first image is written to. */
    private static ImageName recorded(SnapshotBackend backend, PreparedOverlay overlay) {
        return backend.ledgers()
                .find(overlay.volume().volume())
                .map(SnapshotLedger::active)
                .orElseGet(() -> backend.names().base(overlay.volume().volume()));
    }
}
