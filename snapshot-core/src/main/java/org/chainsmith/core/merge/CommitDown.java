package org.chainsmith.core.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.operation.Commit;
import org.chainsmith.core.operation.Repoint;
import org.chainsmith.core.operation.Step;

/**
 * Commits all images above the destination in one pass, then points the overlay above the run to it. What reads through
 * the images above stays right at every instant. Zeros cost no bytes: they are declared, not written.
 */
public final class CommitDown implements MergePrimitive {
    @Override
    public String name() {
        return "commit";
    }

    @Override
    public Direction direction() {
        return Direction.DOWN;
    }

    @Override
    public Set<Feature> needs() {
        return Set.of(Feature.OFFLINE_COMMIT);
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
        BackingChain chain = part.chain();
        Image destination = chain.image(part.range().base());
        List<Step> steps = new ArrayList<>();
        steps.add(new Commit(chain, part.range(), part.copiedBytes()));
        part.child()
                .ifPresent(child ->
                        steps.add(new Repoint(child, chain.image(part.range().top()), destination)));
        return steps;
    }
}
