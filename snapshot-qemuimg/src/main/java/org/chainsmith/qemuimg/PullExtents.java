package org.chainsmith.qemuimg;

import java.util.List;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.ExtentMap.Extent;
import org.chainsmith.core.chain.VirtualSize;

/**
 * What a pull has to bring into its top, known before it begins, and what it has brought, read from the top's tables when
 * it is over.
 *
 * @param size of the top
 * @param own what the top provided itself before
 * @param wanted what the images between provide and the top did not
 * @param zeros of that, what reads as zeros
 */
record PullExtents(VirtualSize size, ExtentMap own, ExtentMap wanted, ExtentMap zeros) {

    /** The map of an image, and the length up to which it has anything to say. */
    record Layer(AllocationMap map, VirtualSize size) {}

    /**
     * Looks before a pull.
     *
     * @param between the images that the top leaves behind, highest first
     */
    static PullExtents of(Layer top, List<Layer> between) {
        ExtentMap own = top.map().provided();
        ExtentMap hidden = own;
        ExtentMap zeros = ExtentMap.EMPTY;
        for (Layer layer : between) {
            // Behind its end an image reads as zeros, whatever is below it.
            ExtentMap end = ExtentMap.whole(top.size().bytes())
                    .difference(ExtentMap.whole(layer.size().bytes()));
            ExtentMap zero = layer.map().zeros().union(end);
            zeros = zeros.union(zero.difference(hidden));
            hidden = hidden.union(layer.map().provided()).union(end);
        }
        long length = top.size().bytes();
        return new PullExtents(top.size(), own, hidden.difference(own).below(length), zeros.below(length));
    }

    /**
     * Whether no cluster of the top gets a part from the images between and another part from below them. Such a cluster
     * can be copied without reading below them.
     */
    boolean wholeClusters(long clusterSize) {
        ExtentMap.Builder clusters = new ExtentMap.Builder();
        for (Extent extent : wanted.extents()) {
            long start = extent.start() / clusterSize * clusterSize;
            long end = (extent.end() + clusterSize - 1) / clusterSize * clusterSize;
            clusters.add(start, end - start);
        }
        return own.union(wanted).containsAll(clusters.build().below(size.bytes()));
    }

    /** What the top should have taken in and does not provide. */
    ExtentMap missing(AllocationMap now) {
        return wanted.difference(now.provided());
    }

    /** {@link #missing}, but for zeros, which a top that backs onto nothing need not declare. */
    ExtentMap missingOnNothing(AllocationMap now) {
        return missing(now).difference(zeros);
    }
}
