package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Copies what a range provides below its top up into the top, which then backs onto what was below the range. Writes no
 * other image. The new header alone proves nothing (the copied clusters may be missing behind it), so that an unrecorded
 * pull is always repeated from the old backing image.
 *
 * @param chain the part of the chain that matters, as it is while the step runs: from the image below the range, if there
 *     is one, up to the top of the range
 */
public record Pull(BackingChain chain, ChainRange range, long predictedBytes) implements Step {
    public Pull {
        requireNonNull(chain, "chain is null");
        requireNonNull(range, "range is null");
    }

    private Image top() {
        return chain.image(range.top());
    }

    private Optional<Image> newBacking() {
        return chain.below(range.base());
    }

    @Override
    public String verb() {
        return "pull";
    }

    @Override
    public String describe() {
        return "pull " + range.base() + " up into " + range.top() + ", " + predictedBytes + " bytes";
    }

    @Override
    public void requireReady(SnapshotBackend backend, Plan plan) {
        backend.images().requireSound(plan.volume(), top());
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        long copied = backend.images().pull(volume, chain, top(), newBacking(), listener);
        Optional<ImageName> expected = newBacking().map(Image::name);
        Optional<ImageName> backing =
                Proof.facts(backend, volume, top()).orElseThrow().backing();
        Proof.require(backing.equals(expected), this, top(), "the top backs onto " + backing);
        return copied;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        return Settlement.NOT_DONE;
    }

    @Override
    public boolean undoable(SnapshotBackend backend, VolumeId volume) {
        return true;
    }

    /** Points the top back to the image it was taken from; copied clusters stay and read the same. */
    @Override
    public void undo(SnapshotBackend backend, VolumeId volume) {
        Image oldBacking = chain.below(range.top()).orElseThrow();
        backend.images().repoint(volume, top(), oldBacking);
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.pull(this);
    }
}
