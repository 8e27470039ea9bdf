package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;

/** Makes an empty overlay on an image. */
public record CreateOverlay(Image overlay, Image backing) implements Step {
    public CreateOverlay {
        requireNonNull(overlay, "overlay is null");
        requireNonNull(backing, "backing is null");
    }

    @Override
    public String verb() {
        return "create-overlay";
    }

    @Override
    public String describe() {
        return "create overlay " + overlay + " on " + backing;
    }

    @Override
    public void requireReady(SnapshotBackend backend, Plan plan) {
        Proof.requireAbsent(backend, plan.volume(), overlay);
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        backend.images().createOverlay(volume, overlay, backing);
        Proof.require(settle(backend, volume).equals(Settlement.DONE), this, overlay, "no such overlay is there");
        return 0;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        return Proof.created(backend, volume, overlay, Optional.of(backing.name()));
    }

    @Override
    public boolean undoable(SnapshotBackend backend, VolumeId volume) {
        return true;
    }

    /** Removes the overlay, but never one that holds data or is being written: that would be a guest's. */
    @Override
    public void undo(SnapshotBackend backend, VolumeId volume) {
        backend.images().discardUnfinished(volume);
        if (Proof.facts(backend, volume, overlay).isEmpty()) {
            return;
        }
        AllocationMap map = backend.inspector().map(volume, overlay);
        if (map.lowerBound() || !map.provided().isEmpty()) {
            throw new SnapshotException(
                            ErrorCode.STATE_UNKNOWN,
                            "The overlay " + overlay
                                    + " cannot be taken back: it holds data, or somebody writes to it.")
                    .ofImage(overlay);
        }
        backend.images().remove(volume, overlay.name());
    }

    @Override
    public boolean evident() {
        return true;
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.createOverlay(this);
    }
}
