package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.operation.MergeChoice;

/**
 * One way to merge a run: a destination, and a primitive for each of its sides that holds something.
 *
 * @param index of the destination in the run
 * @param weight the bytes copied, and the margin if it is not as safe as others
 * @param imagesWritten images of which at least the header is written
 * @param obstacle what forbids it
 */
record MergeWay(
        int index,
        Image destination,
        List<MergePrimitive> primitives,
        Cost cost,
        long weight,
        int imagesWritten,
        Optional<Obstacle> obstacle) {
    /** Lightest first; then safest; then what writes fewest images; then what takes fewest steps; then the lowest. */
    static final Comparator<MergeWay> BEST_FIRST = Comparator.comparingLong(MergeWay::weight)
            .thenComparing(MergeWay::safety)
            .thenComparingInt(MergeWay::imagesWritten)
            .thenComparingInt(way -> way.primitives().size())
            .thenComparingInt(MergeWay::index);

    /** Which constraint forbids a way. */
    record Obstacle(ErrorCode code, String fact) {
        Obstacle {
            requireNonNull(code, "code is null");
            requireNonNull(fact, "fact is null");
        }
    }

    MergeWay {
        requireNonNull(destination, "destination is null");
        primitives = List.copyOf(primitives);
        requireNonNull(cost, "cost is null");
        requireNonNull(obstacle, "obstacle is null");
    }

    boolean allowed() {
        return obstacle.isEmpty();
    }

    boolean isForbiddenBy(ErrorCode code) {
        return obstacle.filter(found -> found.code() == code).isPresent();
    }

    /** A merge is as safe as the least safe thing that it does. */
    static Safety safety(List<MergePrimitive> primitives) {
        return primitives.stream()
                .map(MergePrimitive::safety)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    Safety safety() {
        return safety(primitives);
    }

    List<String> names() {
        return primitives.stream().map(MergePrimitive::name).toList();
    }

    /** For example {@code commit and pull into o2}. */
    String described() {
        return String.join(" and ", names()) + " into " + destination;
    }

    MergeChoice.Destination told() {
        return new MergeChoice.Destination(
                destination.name(), names(), cost.copiedBytes(), cost.growthBytes(), obstacle.map(Obstacle::fact));
    }
}
