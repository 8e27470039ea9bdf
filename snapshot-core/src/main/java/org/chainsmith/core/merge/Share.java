package org.chainsmith.core.merge;

/**
 * What lies on one side of a run's destination and shows at the top of the run: it has to get into the destination.
 *
 * @param data bytes that show data
 * @param zeros bytes that show zeros and hide something below the destination
 * @param overwritten how many of the data bytes the destination has as data already, so that they need no more space
 * @param metadata bytes of the destination's own tables and header that are written with it
 */
public record Share(long data, long zeros, long overwritten, long metadata) {
    public Share {
        if (data < 0 || zeros < 0 || overwritten < 0 || overwritten > data || metadata < 0) {
            throw new IllegalArgumentException(
                    "no share: " + data + ", " + zeros + ", " + overwritten + ", " + metadata);
        }
    }
}
