package org.chainsmith.core.merge;

import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.operation.Step;

/**
 * One way of turning a run of images into one. The planner weighs the proposals of all primitives; a new primitive needs
 * no change of the planner or the runner.
 */
public interface MergePrimitive {
    /**
     * One possible merge of a run.
     *
     * @param primitive the name of the primitive
     * @param destination the image that the run becomes
     * @param written images whose content is written
     * @param copiedBytes predicted bytes to copy
     * @param growthBytes predicted extra space until the other images are removed
     * @param steps what to do, in order, without ledger and removal
     */
    record Proposal(
            String primitive,
            Image destination,
            Set<Image> written,
            long copiedBytes,
            long growthBytes,
            List<Step> steps) {
        public Proposal {
            written = Set.copyOf(written);
            steps = List.copyOf(steps);
        }
    }

    /** The features that a backend must have. */
    Set<Feature> needs();

    /** Every way in which this primitive can merge the run; empty if it cannot. */
    List<Proposal> proposals(MergeRun run);
}
