package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Lets a guest write to an overlay from now on; one that is off, from its next start on. One instant, shared with other
 * disks of the guest: {@link GroupRunner} makes one call for all of them, and recovery never makes it anew.
 *
 * @param chain the chain that the guest has open before, or would open
 */
public record SwitchToOverlay(Attachment at, BackingChain chain, Image overlay) implements Step {
    public SwitchToOverlay {
        requireNonNull(at, "at is null");
        requireNonNull(chain, "chain is null");
        requireNonNull(overlay, "overlay is null");
    }

    @Override
    public String verb() {
        return "switch";
    }

    @Override
    public String describe() {
        return "switch " + at + " to " + overlay;
    }

    @Override
    public Optional<Attachment> attachment() {
        return Optional.of(at);
    }

    @Override
    public void requireReady(SnapshotBackend backend, Plan plan) {
        LiveProof.requireAttached(backend, at, chain);
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        backend.live().switchTo(at.guest(), Map.of(at.disk(), overlay));
        Proof.require(settle(backend, volume).equals(Settlement.DONE), this, overlay, "the guest does not write to it");
        return 0;
    }

    @Override
    public boolean joint() {
        return true;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        var active = LiveProof.active(backend, at);
        if (active.equals(overlay.name())) {
            return Settlement.DONE;
        }
        return active.equals(chain.active().name())
                ? Settlement.NOT_DONE
                : Settlement.conflict(at + " writes to " + active);
    }

    @Override
    public boolean undoable(SnapshotBackend backend, VolumeId volume) {
        return true;
    }

    /** An overlay that the guest writes to stays: then there is nothing to take back, but something to go on with. */
    @Override
    public void undo(SnapshotBackend backend, VolumeId volume) {
        if (!settle(backend, volume).equals(Settlement.NOT_DONE)) {
            throw new SnapshotException(
                            ErrorCode.STATE_UNKNOWN, "The guest may write to " + overlay + ": it is not taken back.")
                    .ofImage(overlay);
        }
    }

    @Override
    public boolean evident() {
        return true;
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.switchToOverlay(this);
    }
}
