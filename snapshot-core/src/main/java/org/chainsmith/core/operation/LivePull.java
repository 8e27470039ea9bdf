package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Copies a range up into the active layer while a guest uses it. The new chain proves nothing until it was flushed (QEMU
 * writes the header before what was copied), so that an unrecorded pull is always gone through again: flushed while the
 * guest runs, done over from the old backing image once it is off.
 *
 * @param chain the part of the chain that matters, as it is while the step runs: from the image below the range, if there
 *     is one, up to the active layer
 */
public record LivePull(Attachment at, BackingChain chain, ChainRange range, long predictedBytes) implements Step {
    public LivePull {
        requireNonNull(at, "at is null");
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
        return "live-pull";
    }

    @Override
    public String describe() {
        return "pull " + range.base() + " up into " + range.top() + " while " + at + " is in use, " + predictedBytes
                + " bytes";
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        if (!LiveProof.isActive(backend, at)) {
            return backend.images().pull(volume, chain, top(), newBacking(), listener);
        }
        long copied = 0;
        if (merged(backend).equals(Settlement.NOT_DONE)) {
            copied = backend.live().pull(at, chain, newBacking(), listener);
        }
        Proof.require(merged(backend).equals(Settlement.DONE), this, top(), "the guest still has the range open");
        backend.live().flush(at);
        Optional<ImageName> backing = LiveProof.backing(backend, volume, top());
        Proof.require(
                backing.equals(newBacking().map(Image::name)), this, top(), "the active layer backs onto " + backing);
        return copied;
    }

    private Settlement merged(SnapshotBackend backend) {
        return LiveProof.merged(backend.live().chain(at), chain, range, range.top());
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        return Settlement.NOT_DONE;
    }

    @Override
    public boolean undoable() {
        return true;
    }

    /** A chain that the guest still has open as it was needs nothing; clusters that were copied read the same. */
    @Override
    public void undo(SnapshotBackend backend, VolumeId volume) {
        if (!LiveProof.isActive(backend, at)) {
            backend.images().repoint(volume, top(), chain.below(range.top()).orElseThrow());
            return;
        }
        backend.live().cancelJob(at);
        if (!merged(backend).equals(Settlement.NOT_DONE)) {
            throw new SnapshotException(
                            ErrorCode.STATE_UNKNOWN, "The pull into " + top() + " cannot be taken back any more.")
                    .ofImage(top());
        }
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.livePull(this);
    }
}
