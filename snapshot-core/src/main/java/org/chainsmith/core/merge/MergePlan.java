package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.operation.MergeChoice;
import org.chainsmith.core.operation.Step;

/**
 * How the runs of a chain become one image each.
 *
 * @param steps the merges in order, without ledger and removal
 * @param after the chain that results
 * @param removed images that the resulting chain does without, and that nobody else uses and that nobody shares
 * @param renamed for a kept boundary whose overlay was merged away: the image that took its place
 * @param choices why each run goes the way it goes
 * @param peakBytes extra space needed before the removal
 */
public record MergePlan(
        List<Step> steps,
        BackingChain after,
        List<Image> removed,
        Map<ImageName, ImageName> renamed,
        List<MergeChoice> choices,
        long peakBytes)
        implements MergeDecision {
    public MergePlan {
        steps = List.copyOf(steps);
        requireNonNull(after, "after is null");
        removed = List.copyOf(removed);
        renamed = Map.copyOf(renamed);
        choices = List.copyOf(choices);
    }
}
