package org.chainsmith.core.chain;

import static java.util.Objects.requireNonNull;

/**
 * A range of a backing chain, both ends included: the images from {@code base} up to {@code top}.
 *
 * @param base the lowest image of the range
 * @param top the highest image of the range, above base
 */
public record ChainRange(ImageName base, ImageName top) {
    public ChainRange {
        requireNonNull(base, "base is null");
        requireNonNull(top, "top is null");
        if (base.equals(top)) {
            throw new IllegalArgumentException("a range has at least two images, not only " + base);
        }
    }

    @Override
    public String toString() {
        return base + ".." + top;
    }
}
