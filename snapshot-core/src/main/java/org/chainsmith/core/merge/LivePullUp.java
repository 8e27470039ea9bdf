package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.operation.LivePull;
import org.chainsmith.core.operation.Step;

/** {@link PullUp} while a guest uses the chain: into the active layer only. */
final class LivePullUp implements MergePrimitive {
    private final Attachment at;
    private final String run;

    /**
     * Pulls for a guest.
     *
     * @param run the guest's run, which alone can make durable what was pulled in it
     */
    LivePullUp(Attachment at, String run) {
        this.at = requireNonNull(at, "at is null");
        this.run = requireNonNull(run, "run is null");
    }

    @Override
    public String name() {
        return "live pull";
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }

    @Override
    public boolean onlyIntoActive() {
        return true;
    }

    /** Also what finishes the merge when the guest stops meanwhile. */
    @Override
    public Set<Feature> needs() {
        return Set.of(Feature.LIVE_PULL, Feature.OFFLINE_PULL);
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
        return List.of(new LivePull(at, run, part.chain(), part.range(), part.copiedBytes()));
    }
}
