package org.chainsmith.core.merge;

import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.Image;

/** Gives the planner the allocation of images. Asked at most once for each image that takes part in a merge. */
@FunctionalInterface
public interface AllocationMaps {
    AllocationMap of(Image image);
}
