package org.chainsmith.core.chain;

import static java.util.Objects.requireNonNull;

/**
 * What one image itself provides to the guest, without its backing chain. A guest byte is data, explicit zero, or absent
 * (then the image below provides it).
 *
 * @param data runs for which the image holds data
 * @param zeros runs that the image declares to read as zeros, disjoint from data
 */
public record AllocationMap(ExtentMap data, ExtentMap zeros) {
    public AllocationMap {
        requireNonNull(data, "data is null");
        requireNonNull(zeros, "zeros is null");
        if (!data.intersection(zeros).isEmpty()) {
            throw new IllegalArgumentException("both data and zero: " + data.intersection(zeros));
        }
    }

    /** Every byte that the image provides, as data or as zeros: what hides the images below. */
    public ExtentMap provided() {
        return data.union(zeros);
    }
}
