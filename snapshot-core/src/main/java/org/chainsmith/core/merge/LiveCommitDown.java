package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.operation.LiveCommit;
import org.chainsmith.core.operation.Step;

/**
 * {@link CommitDown} while a guest uses the chain. The hypervisor points the overlay above the run to the destination, or
 * lets the guest write to the destination where the run ends with the active layer.
 */
final class LiveCommitDown implements MergePrimitive {
    private final Attachment at;

    LiveCommitDown(Attachment at) {
        this.at = requireNonNull(at, "at is null");
    }

    @Override
    public String name() {
        return "live commit";
    }

    @Override
    public Direction direction() {
        return Direction.DOWN;
    }

    /** Also what finishes the merge when the guest stops meanwhile. */
    @Override
    public Set<Feature> needs() {
        return Set.of(Feature.LIVE_COMMIT, Feature.OFFLINE_COMMIT);
    }

    @Override
    public Safety safety() {
        return Safety.AT_EVERY_INSTANT;
    }

    @Override
    public Cost cost(Share share) {
        return Cost.ofCommit(share);
    }

    @Override
    public List<Step> steps(MergePart part) {
        return List.of(new LiveCommit(at, part.chain(), part.range(), part.child(), part.copiedBytes()));
    }
}
