package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;

/**
 * What one primitive has to do in a merge.
 *
 * @param chain the part of the chain that matters, as it is then: from the image below the range, if there is one, up to
 *     the top of the range
 * @param range the images that become one: the destination is the base of a range that goes down, the top of one that
 *     goes up
 * @param child the overlay on top of a range that goes down, unless it ends with the active layer; it then has to back
 *     onto the destination
 * @param copiedBytes predicted
 */
public record MergePart(BackingChain chain, ChainRange range, Optional<Image> child, long copiedBytes) {
    public MergePart {
        requireNonNull(chain, "chain is null");
        requireNonNull(range, "range is null");
        requireNonNull(child, "child is null");
    }
}
