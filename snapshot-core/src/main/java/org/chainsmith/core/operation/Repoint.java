package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;

/** Lets an overlay back onto an image that reads the same as its old backing image. */
public record Repoint(Image overlay, Image oldBacking, Image newBacking) implements Step {
    public Repoint {
        requireNonNull(overlay, "overlay is null");
        requireNonNull(oldBacking, "oldBacking is null");
        requireNonNull(newBacking, "newBacking is null");
    }

    @Override
    public String verb() {
        return "repoint";
    }

    @Override
    public String describe() {
        return "let " + overlay + " back onto " + newBacking + " instead of " + oldBacking;
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        backend.images().repoint(volume, overlay, newBacking);
        Proof.require(
                settle(backend, volume).equals(Settlement.DONE), this, overlay, "it does not back onto " + newBacking);
        return 0;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        Optional<ImageName> backing;
        try {
            backing = Proof.facts(backend, volume, overlay).flatMap(ImageInspector.Facts::backing);
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.BACKING_NAME_REFUSED) {
                return Settlement.NOT_DONE; // torn while it was written; what belongs there is in the plan
            }
            throw e;
        }
        if (backing.equals(Optional.of(newBacking.name()))) {
            return Settlement.DONE;
        }
        return backing.equals(Optional.of(oldBacking.name()))
                ? Settlement.NOT_DONE
                : Settlement.conflict(overlay + " backs onto "
                        + backing.map(ImageName::toString).orElse("nothing"));
    }

    @Override
    public boolean evident() {
        return true;
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.repoint(this);
    }
}
