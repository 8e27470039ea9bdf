package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.snapshot.VolumeId;

/** Makes the first image of a volume. */
public record CreateBase(Image base) implements Step {
    public CreateBase {
        requireNonNull(base, "base is null");
    }

    @Override
    public String verb() {
        return "create-base";
    }

    @Override
    public String describe() {
        return "create " + base.format() + " image " + base + " of " + base.virtualSize();
    }

    @Override
    public void requireReady(SnapshotBackend backend, Plan plan) {
        Proof.requireAbsent(backend, plan.volume(), base);
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        backend.images().createBase(volume, base);
        Proof.require(settle(backend, volume).equals(Settlement.DONE), this, base, "no such image is there");
        return 0;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        return Proof.created(backend, volume, base, Optional.empty());
    }

    @Override
    public boolean undoable(SnapshotBackend backend, VolumeId volume) {
        return true;
    }

    /** The image is new and nobody was told of it: it goes. */
    @Override
    public void undo(SnapshotBackend backend, VolumeId volume) {
        backend.images().discardUnfinished(volume);
        backend.images().remove(volume, base.name());
    }

    @Override
    public boolean evident() {
        return true;
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.createBase(this);
    }
}
