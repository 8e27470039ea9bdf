package org.chainsmith.core.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.merge.MergePrimitive.Direction;
import org.chainsmith.core.operation.MergeChoice;
import org.chainsmith.core.operation.Step;

/** The plan so far, from the base of the chain upwards. */
final class MergeDraft {
    private final Set<ImageName> shared;
    private final List<Image> after = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Image> removed = new ArrayList<>();
    private final Map<ImageName, ImageName> renamed = new HashMap<>();
    private final List<MergeChoice> choices = new ArrayList<>();
    private long peakBytes;

    MergeDraft(Set<ImageName> shared) {
        this.shared = shared;
    }

    void keep(Image image) {
        after.add(image);
    }

    void merge(MergeRun run, MergeWay way, MergeChoice choice) {
        Image destination = way.destination();
        BackingChain part = on(run.images());
        for (MergePrimitive primitive : way.primitives()) {
            part = addSteps(run, primitive, part, destination);
        }
        run.images().stream()
                .filter(image -> !image.equals(destination))
                .filter(image -> !shared.contains(image.name()))
                .forEach(removed::add);
        if (!destination.equals(run.base())) {
            renamed.put(run.base().name(), destination.name());
        }
        after.add(part.active());
        peakBytes += way.cost().growthBytes();
        choices.add(choice);
    }

    /** The images on what the runs below them have become by then. */
    private BackingChain on(List<Image> images) {
        List<Image> part = new ArrayList<>(images);
        if (!after.isEmpty()) {
            part.add(0, after.get(after.size() - 1));
        }
        return BackingChain.of(part);
    }

    /** Returns what the part has become: its highest image is the top of the run, or what it was merged into. */
    private BackingChain addSteps(MergeRun run, MergePrimitive primitive, BackingChain part, Image destination) {
        int index = run.images().indexOf(destination);
        boolean down = primitive.direction() == Direction.DOWN;
        ChainRange range = down
                ? new ChainRange(destination.name(), part.active().name())
                : new ChainRange(run.base().name(), destination.name());
        Share share = down ? run.above(index) : run.below(index);
        steps.addAll(primitive.steps(new MergePart(
                down ? fromBelow(part, destination) : part,
                range,
                down ? run.child() : Optional.empty(),
                primitive.cost(share).copiedBytes())));
        return part.merged(range, destination.name());
    }

    private static BackingChain fromBelow(BackingChain part, Image image) {
        int from = Math.max(0, part.indexOf(image.name()) - 1);
        return BackingChain.of(part.images().subList(from, part.size()));
    }

    /** An image is never removed while another backs onto it: highest first. */
    MergePlan toPlan() {
        Collections.reverse(removed);
        return new MergePlan(steps, BackingChain.of(after), removed, renamed, choices, peakBytes);
    }
}
