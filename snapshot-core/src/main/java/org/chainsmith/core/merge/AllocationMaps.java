package org.chainsmith.core.merge;

import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.Image;

/**
 * Gives the planner the allocation of images. Asked once for each image that takes part in a merge, from the top of the
 * chain downwards, and for no other; the planner keeps no map while it asks for the next.
 */
@FunctionalInterface
public interface AllocationMaps {
    AllocationMap of(Image image);
}
