package org.chainsmith.core.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.merge.MergePrimitive.Direction;
import org.chainsmith.core.merge.MergeWay.Obstacle;

/** Finds all ways to merge a run, allowed or not. */
final class MergeWays {
    private final List<MergePrimitive> primitives;
    private final SafetyMargin margin;
    private final Set<ImageName> unwritable;
    private final MergeRequest request;

    MergeWays(List<MergePrimitive> primitives, SafetyMargin margin, Set<ImageName> unwritable, MergeRequest request) {
        this.primitives = primitives;
        this.margin = margin;
        this.unwritable = unwritable;
        this.request = request;
    }

    /** Lowest destination first. */
    List<MergeWay> of(MergeRun run) {
        List<MergeWay> ways = new ArrayList<>();
        Optional<ImageName> survivor = request.survivor()
                .filter(name ->
                        run.images().stream().anyMatch(image -> image.name().equals(name)));
        int top = run.images().size() - 1;
        for (int i = 0; i <= top; i++) {
            for (List<MergePrimitive> taken : combinations(run, i < top, i > 0)) {
                ways.add(way(run, i, taken, survivor));
            }
        }
        return ways;
    }

    /** What is above comes down first: then the overlay above the run reads right whatever happens to the rest. */
    private List<List<MergePrimitive>> combinations(MergeRun run, boolean down, boolean up) {
        List<List<MergePrimitive>> result = List.of(List.of());
        result = down ? extended(result, Direction.DOWN, run) : result;
        return up ? extended(result, Direction.UP, run) : result;
    }

    private List<List<MergePrimitive>> extended(List<List<MergePrimitive>> begun, Direction direction, MergeRun run) {
        List<List<MergePrimitive>> result = new ArrayList<>();
        for (List<MergePrimitive> first : begun) {
            for (MergePrimitive primitive : primitives) {
                boolean fits = !primitive.onlyIntoActive() || run.child().isEmpty();
                if (primitive.direction() == direction && fits) {
                    List<MergePrimitive> longer = new ArrayList<>(first);
                    longer.add(primitive);
                    result.add(longer);
                }
            }
        }
        return result;
    }

    private MergeWay way(MergeRun run, int index, List<MergePrimitive> taken, Optional<ImageName> survivor) {
        Cost cost = Cost.NOTHING;
        boolean goesDown = false;
        for (MergePrimitive primitive : taken) {
            boolean down = primitive.direction() == Direction.DOWN;
            cost = cost.plus(primitive.cost(down ? run.above(index) : run.below(index)));
            goesDown |= down;
        }
        Safety safety = MergeWay.safety(taken);
        long weight = margin.weigh(safety, cost.copiedBytes());
        int written = goesDown && run.child().isPresent() ? 2 : 1;
        Image destination = run.images().get(index);
        return new MergeWay(
                index, destination, taken, cost, weight, written, obstacle(destination.name(), cost, survivor));
    }

    private Optional<Obstacle> obstacle(ImageName destination, Cost cost, Optional<ImageName> survivor) {
        if (survivor.isPresent() && !survivor.get().equals(destination)) {
            return Optional.of(new Obstacle(ErrorCode.INVALID_ARGUMENT, survivor.get() + " has to survive"));
        }
        if (unwritable.contains(destination)) {
            return Optional.of(new Obstacle(ErrorCode.SHARED_IMAGE, destination + " is shared with others"));
        }
        if (cost.growthBytes() > request.freeBytes()) {
            return Optional.of(new Obstacle(
                    ErrorCode.INSUFFICIENT_SPACE,
                    "needs " + cost.growthBytes() + " bytes more space, " + request.freeBytes() + " are free"));
        }
        return Optional.empty();
    }
}
