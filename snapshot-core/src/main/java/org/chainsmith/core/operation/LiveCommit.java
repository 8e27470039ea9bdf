package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.LiveChain;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Copies a range down into its base while a guest uses the chain; where the range ends with the active layer, the guest
 * then writes to the base. If the guest stops meanwhile, the rest is done offline. It cannot be taken back: the base's
 * own point in time is written over from the first byte on.
 *
 * @param chain the part of the chain that matters, as it is while the step runs: from the image below the range, if there
 *     is one, up to the top of the range
 * @param child the overlay on top of the range, unless the range ends with the active layer
 */
public record LiveCommit(
        Attachment at, BackingChain chain, ChainRange range, Optional<Image> child, long predictedBytes)
        implements Step {
    public LiveCommit {
        requireNonNull(at, "at is null");
        requireNonNull(chain, "chain is null");
        requireNonNull(range, "range is null");
        requireNonNull(child, "child is null");
    }

    private Image base() {
        return chain.image(range.base());
    }

    private Image top() {
        return chain.image(range.top());
    }

    @Override
    public String verb() {
        return "live-commit";
    }

    @Override
    public String describe() {
        return "commit " + range.top() + " down into " + range.base() + " while " + at + " is in use, " + predictedBytes
                + " bytes" + (child.isEmpty() ? ", and pivot" : "");
    }

    @Override
    public Optional<Attachment> attachment() {
        return Optional.of(at);
    }

    @Override
    public void requireReady(SnapshotBackend backend, Plan plan) {
        LiveProof.requireReady(backend, at, plan, base());
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        long copied = 0;
        Optional<LiveChain> open = backend.live().open(at);
        boolean done = merged(backend, volume, open).equals(Settlement.DONE);
        boolean offline = open.isEmpty() && !done;
        if (open.isPresent() && !done) {
            copied = backend.live().commit(at, chain, range, listener);
            open = backend.live().open(at);
        }
        if (offline || mayBeLost(open)) {
            copied += offline(backend, volume, listener);
        }
        Proof.require(
                merged(backend, volume, open).equals(Settlement.DONE),
                this,
                base(),
                "the range has not become its base");
        requireWritten(backend, volume, open);
        return copied;
    }

    private void requireWritten(SnapshotBackend backend, VolumeId volume, Optional<LiveChain> open) {
        if (!isWritten(backend, volume, open)) {
            backend.live().flush(at);
            Proof.require(isWritten(backend, volume, open), this, base(), "its tables lack what was copied");
        }
    }

    /**
     * Whether the tables of an inner base have what was copied into it. QEMU writes them when it ends to write to the base.
     * After a job that failed because its storage did, it does not end, and a later job leaves them in its memory.
     */
    private boolean isWritten(SnapshotBackend backend, VolumeId volume, Optional<LiveChain> open) {
        if (child.isEmpty() || base().format() != ImageFormat.QCOW2 || open.isEmpty()) {
            return true;
        }
        ExtentMap written = backend.inspector().map(volume, base()).provided();
        return chain.range(range).stream()
                .filter(image -> !image.name().equals(range.base()))
                .allMatch(image -> written.containsAll(
                        backend.inspector().map(volume, image).data()));
    }

    private long offline(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        long copied = new Commit(chain, range, predictedBytes).resume(backend, volume, listener);
        // Before the header changes: a definition that still lists what goes would keep the guest from starting.
        backend.live().follow(at, child.isPresent() ? activeAsDefined(backend) : base());
        child.ifPresent(above -> new Repoint(above, top(), base()).perform(backend, volume, listener));
        return copied;
    }

    /** The active layer stays what it is, and as there is an overlay above the range, it is one. */
    private Image activeAsDefined(SnapshotBackend backend) {
        return Image.empty(LiveProof.active(backend, at), ImageFormat.QCOW2, top().virtualSize());
    }

    /**
     * The header and what the hypervisor has open, or would open, have to agree: it may not have heard of the end of a
     * job when the guest died.
     */
    private Settlement merged(SnapshotBackend backend, VolumeId volume, Optional<LiveChain> open) {
        Settlement written = child.map(above -> new Repoint(above, top(), base()).settle(backend, volume))
                .orElse(Settlement.DONE);
        if (open.isPresent()) {
            Settlement merged = LiveProof.merged(open.get(), chain, range, range.base());
            return merged.equals(Settlement.DONE) ? written : merged;
        }
        if (child.isEmpty()) {
            return settleDefinition(LiveProof.active(backend, at));
        }
        return written.equals(Settlement.DONE) && isListed(backend) ? Settlement.NOT_DONE : written;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        Optional<LiveChain> open = backend.live().open(at);
        Settlement merged = merged(backend, volume, open);
        boolean proven = !mayBeLost(open) && isWritten(backend, volume, open);
        return merged.equals(Settlement.DONE) && !proven ? Settlement.NOT_DONE : merged;
    }

    /**
     * Whether what was copied may have gone with a guest that is off now: QEMU ends a job whose storage failed with the new
     * header above the range, and without the data in the base. All images are still there, and nobody but this step writes
     * to an inner base: it is committed again. Not so what a guest has pivoted to, and has written to since.
     */
    private boolean mayBeLost(Optional<LiveChain> open) {
        return child.isPresent() && open.isEmpty();
    }

    /** Whether the guest would start with an image that goes. */
    private boolean isListed(SnapshotBackend backend) {
        LiveChain defined = backend.live().defined(at);
        return chain.range(range).stream()
                .map(Image::name)
                .anyMatch(name -> !name.equals(range.base()) && defined.contains(name));
    }

    private Settlement settleDefinition(ImageName active) {
        if (active.equals(range.base())) {
            return Settlement.DONE;
        }
        return active.equals(range.top()) ? Settlement.NOT_DONE : Settlement.conflict(at + " would write to " + active);
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.liveCommit(this);
    }
}
