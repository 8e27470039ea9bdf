package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Lets the definition of a guest that is off follow what is done offline: at its next start the guest writes to the new
 * active layer, and reads below it what the headers tell.
 *
 * @param before the active layer until now; the same as after where only images below it go
 */
public record FollowDefinition(Attachment at, Image before, Image after) implements Step {
    public FollowDefinition {
        requireNonNull(at, "at is null");
        requireNonNull(before, "before is null");
        requireNonNull(after, "after is null");
    }

    @Override
    public String verb() {
        return "follow";
    }

    @Override
    public String describe() {
        return "let the definition of " + at + " name " + after;
    }

    @Override
    public void requireReady(SnapshotBackend backend, Plan plan) {
        LiveProof.requireOff(backend, at, plan.before().orElseThrow());
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        backend.live().follow(at, after);
        ImageName active = LiveProof.active(backend, at);
        Proof.require(active.equals(after.name()), this, after, "the definition names " + active);
        return 0;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        ImageName active = LiveProof.active(backend, at);
        if (active.equals(before.name())) {
            return Settlement.NOT_DONE;
        }
        return active.equals(after.name()) ? Settlement.DONE : Settlement.conflict(at + " would write to " + active);
    }

    @Override
    public boolean undoable(SnapshotBackend backend, VolumeId volume) {
        return true;
    }

    @Override
    public void undo(SnapshotBackend backend, VolumeId volume) {
        if (settle(backend, volume).equals(Settlement.DONE)) {
            backend.live().follow(at, before);
        }
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.followDefinition(this);
    }
}
