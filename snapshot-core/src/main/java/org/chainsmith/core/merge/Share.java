package org.chainsmith.core.merge;

/**
 * What lies on one side of a run's destination and shows at the top of the run: it has to get into the destination.
 *
 * @param data bytes that show data
 * @param zeros bytes that show zeros and hide something below the destination
 * @param overwritten how many of the data bytes the destination has as data already, so that they need no more space
 */
public record Share(long data, long zeros, long overwritten) {
    public Share {
        if (data < 0 || zeros < 0 || overwritten < 0 || overwritten > data) {
            throw new IllegalArgumentException("no share: " + data + ", " + zeros + ", " + overwritten);
        }
    }
}
