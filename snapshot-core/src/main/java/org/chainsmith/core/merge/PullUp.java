package org.chainsmith.core.merge;

import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.operation.Pull;
import org.chainsmith.core.operation.Step;

/**
 * Pulls all images below the destination up into it, which leaves every other image unwritten. While it runs, only the
 * log protects the destination: its header may promise clusters that are not there yet. Zeros are written as data where
 * they hide something.
 */
public final class PullUp implements MergePrimitive {
    @Override
    public String name() {
        return "pull";
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }

    @Override
    public Set<Feature> needs() {
        return Set.of(Feature.OFFLINE_PULL);
    }

    @Override
    public Safety safety() {
        return Safety.BY_THE_LOG;
    }

    @Override
    public Cost cost(Share share) {
        return Cost.ofPull(share);
    }

    @Override
    public List<Step> steps(MergePart part) {
        return List.of(new Pull(part.chain(), part.range(), part.copiedBytes()));
    }
}
