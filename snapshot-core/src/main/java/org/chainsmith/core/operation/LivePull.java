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
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Copies a range up into the active layer while a guest uses it. The new chain proves nothing until it was flushed (QEMU
 * writes the header before what was copied), so that an unrecorded pull is always gone through again: flushed while the
 * guest still is in the run in which it was made, done over from the old backing image once the guest is off. A guest
 * that was started anew in between may miss what was not flushed: it has to be stopped first.
 *
 * @param chain the part of the chain that matters, as it is while the step runs: from the image below the range, if there
 *     is one, up to the active layer
 * @param run the guest's run ({@link Guest#run}) for which this was planned
 */
public record LivePull(Attachment at, String run, BackingChain chain, ChainRange range, long predictedBytes)
        implements Step {
    public LivePull {
        requireNonNull(at, "at is null");
        requireNonNull(run, "run is null");
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
    public Optional<Attachment> attachment() {
        return Optional.of(at);
    }

    @Override
    public void requireReady(SnapshotBackend backend, Plan plan) {
        LiveProof.requireReady(backend, at, plan, top());
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        Guest guest = LiveProof.guest(backend, at);
        if (!guest.state().isActive()) {
            followHeaders(backend);
            return new Pull(chain, range, predictedBytes).perform(backend, volume, listener);
        }
        long copied = 0;
        if (merged(backend).equals(Settlement.NOT_DONE)) {
            copied = backend.live().pull(at, chain, newBacking(), listener);
        } else if (!guest.run().equals(run)) {
            throw startedAnew(guest);
        }
        Proof.require(merged(backend).equals(Settlement.DONE), this, top(), "the guest still has the range open");
        backend.live().flush(at);
        Optional<ImageName> backing = LiveProof.backing(backend, volume, top());
        Proof.require(
                backing.equals(newBacking().map(Image::name)), this, top(), "the active layer backs onto " + backing);
        String now = LiveProof.guest(backend, at).run();
        Proof.require(now.equals(guest.run()), this, top(), "the guest was stopped before it was flushed");
        return copied;
    }

    /** A definition that lists the layers would keep the guest from starting when one goes, and outdoes the headers. */
    private void followHeaders(SnapshotBackend backend) {
        backend.live().follow(at, top());
    }

    private SnapshotException startedAnew(Guest guest) {
        return new SnapshotException(
                        ErrorCode.STATE_UNKNOWN,
                        "Guest " + guest + " was started anew before what had been pulled into " + top()
                                + " was known to be durable: it may read wrong. No image was removed.")
                .ofImage(top())
                .onChain(chain)
                .hint("Stop the guest: then the pull is made good from the images that are still there.");
    }

    private Settlement merged(SnapshotBackend backend) {
        return LiveProof.merged(LiveProof.open(backend, at), chain, range, range.top());
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        return Settlement.NOT_DONE;
    }

    /** A job that still runs is waited for, and what the guest reads through already is only gone on with. */
    @Override
    public boolean undoable(SnapshotBackend backend, VolumeId volume) {
        return !LiveProof.isActive(backend, at)
                || (backend.live().job(at).isEmpty() && merged(backend).equals(Settlement.NOT_DONE));
    }

    /** A chain that the guest still has open as it was needs nothing; clusters that were copied read the same. */
    @Override
    public void undo(SnapshotBackend backend, VolumeId volume) {
        if (!LiveProof.isActive(backend, at)) {
            followHeaders(backend);
            new Pull(chain, range, predictedBytes).undo(backend, volume);
        } else if (!undoable(backend, volume)) {
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
