package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Copies what a range provides above its base down into the base. From the first byte on it cannot be taken back: the
 * base's own point in time is being written over. Whether it is finished is known only from the log, never from the
 * images.
 *
 * @param chain the part of the chain that matters, as it is while the step runs: from the image below the range, if there
 *     is one, up to the top of the range
 */
public record Commit(BackingChain chain, ChainRange range, long predictedBytes) implements Step {
    public Commit {
        requireNonNull(chain, "chain is null");
        requireNonNull(range, "range is null");
    }

    private Image base() {
        return chain.image(range.base());
    }

    private Image top() {
        return chain.image(range.top());
    }

    @Override
    public String verb() {
        return "commit";
    }

    @Override
    public String describe() {
        return "commit " + range.top() + " down into " + range.base() + ", " + predictedBytes + " bytes";
    }

    @Override
    public void requireReady(SnapshotBackend backend, Plan plan) {
        backend.images().requireSound(plan.volume(), base());
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        long copied = backend.images().commit(volume, chain, base(), top(), listener);
        prove(backend, volume);
        return copied;
    }

    @Override
    public long resume(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        long copied = backend.images().resumeCommit(volume, chain, base(), top(), listener);
        prove(backend, volume);
        return copied;
    }

    /** The base is as large as the top, and provides all that the images above it provide. */
    private void prove(SnapshotBackend backend, VolumeId volume) {
        Image base = Proof.facts(backend, volume, base()).orElseThrow().image();
        Proof.require(base.virtualSize().equals(top().virtualSize()), this, base, "the base has another size");
        if (base.format() == ImageFormat.RAW) {
            return;
        }
        boolean hides = chain.below(base.name()).isPresent();
        ExtentMap needed = ExtentMap.EMPTY;
        List<Image> merging = chain.range(range);
        for (Image image : merging.subList(1, merging.size())) {
            AllocationMap map = backend.inspector().map(volume, image);
            needed = needed.union(hides ? map.provided() : map.data());
        }
        ExtentMap there = backend.inspector().map(volume, base).provided();
        Proof.require(there.containsAll(needed), this, base, "the base lacks " + needed.difference(there));
    }

    /** The chain and the images look the same before and after: only the log proves a commit. */
    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        return Settlement.NOT_DONE;
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.commit(this);
    }
}
