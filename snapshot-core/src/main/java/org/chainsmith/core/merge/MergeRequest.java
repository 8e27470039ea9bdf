package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ImageName;

/**
 * Which boundaries of a chain have to go, and within which constraints.
 *
 * @param boundaries the overlays whose boundary to the image below goes; each is an overlay of the chain
 * @param shared images that others use too: they, and all below them, are neither written nor removed
 * @param freeBytes extra space that the store can give
 * @param survivor an image that must not be merged into another: the run that it is part of becomes this image
 */
public record MergeRequest(
        BackingChain chain,
        Set<ImageName> boundaries,
        Set<ImageName> shared,
        long freeBytes,
        Optional<ImageName> survivor) {
    public MergeRequest {
        requireNonNull(chain, "chain is null");
        boundaries = Set.copyOf(boundaries);
        shared = Set.copyOf(shared);
        requireNonNull(survivor, "survivor is null");
    }

    /** A request that leaves it to the planner which images survive. */
    public MergeRequest(BackingChain chain, Set<ImageName> boundaries, Set<ImageName> shared, long freeBytes) {
        this(chain, boundaries, shared, freeBytes, Optional.empty());
    }
}
