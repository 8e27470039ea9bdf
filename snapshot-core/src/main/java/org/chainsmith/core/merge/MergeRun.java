package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;

/**
 * Adjacent images that have to become one.
 *
 * @param part the part of the chain that matters, as it is when this run is merged: from the image below the range, if
 *     there is one, up to the top of the range
 * @param range the images that become one
 * @param child the overlay on top of the range, unless the range ends with the active layer
 * @param maps what each image of the range provides, base first
 */
public record MergeRun(BackingChain part, ChainRange range, Optional<Image> child, List<AllocationMap> maps) {
    public MergeRun {
        requireNonNull(part, "part is null");
        requireNonNull(range, "range is null");
        requireNonNull(child, "child is null");
        maps = List.copyOf(maps);
    }

    public Image base() {
        return part.image(range.base());
    }

    public Image top() {
        return part.image(range.top());
    }

    /**
     * What has to be copied of the images from index {@code from} on, up to and without index {@code to}, both within
     * the range. Where nothing lies below the range, zeros need no copying: what is absent reads as zeros.
     */
    public ExtentMap needed(int from, int to) {
        boolean hides = part.below(range.base()).isPresent();
        return maps.subList(from, to).stream()
                .map(map -> hides ? map.provided() : map.data())
                .reduce(ExtentMap.EMPTY, ExtentMap::union);
    }
}
