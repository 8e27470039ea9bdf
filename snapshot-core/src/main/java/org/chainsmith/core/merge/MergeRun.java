package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;

/**
 * Adjacent images that have to become one, and for each of them as destination what has to get into it.
 *
 * @param images base first
 * @param child the overlay on top of the run, unless it ends with the active layer
 * @param above by index: what has to go down into the image
 * @param below by index: what has to come up into the image, whose header then names another backing image
 */
record MergeRun(List<Image> images, Optional<Image> child, List<Share> above, List<Share> below) {
    MergeRun {
        images = List.copyOf(images);
        requireNonNull(child, "child is null");
        above = List.copyOf(above);
        below = List.copyOf(below);
    }

    Image base() {
        return images.get(0);
    }

    Image top() {
        return images.get(images.size() - 1);
    }

    ChainRange range() {
        return new ChainRange(base().name(), top().name());
    }

    Share above(int destination) {
        return above.get(destination);
    }

    Share below(int destination) {
        return below.get(destination);
    }
}
