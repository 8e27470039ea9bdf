package org.chainsmith.core.chain;

import static java.util.Objects.requireNonNull;

/**
 * What one image itself provides to the guest, without its backing chain. A guest byte is data, explicit zero, or absent
 * (then the image below provides it).
 *
 * @param data runs for which the image holds data
 * @param zeros runs that the image declares to read as zeros, disjoint from data
 * @param tables how the image keeps this map
 * @param lowerBound whether somebody has the image open for writing, so that it may provide more by now
 */
public record AllocationMap(ExtentMap data, ExtentMap zeros, Tables tables, boolean lowerBound) {
    /** The map of an image that nobody writes, and that needs no tables for it. */
    public AllocationMap(ExtentMap data, ExtentMap zeros) {
        this(data, zeros, Tables.NONE, false);
    }

    public AllocationMap {
        requireNonNull(data, "data is null");
        requireNonNull(zeros, "zeros is null");
        requireNonNull(tables, "tables is null");
        if (!data.intersection(zeros).isEmpty()) {
            throw new IllegalArgumentException("both data and zero: " + data.intersection(zeros));
        }
    }

    /** This map, of an image that is being written. */
    public AllocationMap asLowerBound() {
        return new AllocationMap(data, zeros, tables, true);
    }

    /** This map, of an image that keeps it in such tables. */
    public AllocationMap in(Tables kept) {
        return new AllocationMap(data, zeros, kept, lowerBound);
    }

    /** Every byte that the image provides, as data or as zeros: what hides the images below. */
    public ExtentMap provided() {
        return data.union(zeros);
    }
}
