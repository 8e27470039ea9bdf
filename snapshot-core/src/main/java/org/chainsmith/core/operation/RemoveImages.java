package org.chainsmith.core.operation;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Removes images that the volume no longer needs. Always after the ledger: an image is removed only when the chain, read
 * anew from ledger and headers, does without it.
 *
 * @param images in the order of removal
 * @param scope whether a chain remains that must be read first
 */
public record RemoveImages(List<Image> images, Scope scope) implements Step {
    /** What is left afterwards. */
    public enum Scope {
        /** A chain remains. */
        CHAIN_REMAINS,
        /** The volume goes with all its images. */
        WHOLE_VOLUME
    }

    public RemoveImages {
        images = List.copyOf(images);
    }

    @Override
    public String verb() {
        return "remove";
    }

    @Override
    public String describe() {
        return "remove " + images.stream().map(Image::toString).collect(joining(", "));
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        if (scope == Scope.CHAIN_REMAINS) {
            requireUnused(backend, volume);
        }
        backend.images().remove(volume, images.stream().map(Image::name).toList());
        return 0;
    }

    private void requireUnused(SnapshotBackend backend, VolumeId volume) {
        BackingChain chain =
                backend.inspector().chain(backend.ledgers().find(volume).orElseThrow());
        for (Image image : images) {
            if (chain.contains(image.name())) {
                throw new SnapshotException(
                                ErrorCode.NOT_PROVEN,
                                image + " cannot be removed: it is still part of the chain " + chain)
                        .ofImage(image)
                        .onChain(chain);
            }
        }
    }

    /** Removing what is gone is harmless, and an image may come back after a power loss: always not done. */
    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        return Settlement.NOT_DONE;
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.removeImages(this);
    }
}
