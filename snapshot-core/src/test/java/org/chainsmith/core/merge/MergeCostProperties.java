package org.chainsmith.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.merge.ClusterChain.Has;
import org.chainsmith.core.merge.ClusterChain.Outcome;
import org.chainsmith.core.operation.MergeChoice;
import org.chainsmith.core.operation.Step;

/** No search through all destinations finds anything better than the planner. */
final class MergeCostProperties {
    private static final int CLUSTERS = 8;
    private static final int LAYERS = 6;

    /** A chain, what has to go, and what stands in the way. */
    record Task(
            ClusterChain chain,
            boolean[] boundary,
            int highestShared,
            Optional<Integer> survivor,
            Set<Feature> features,
            long free) {
        MergeRequest request() {
            Set<ImageName> boundaries = new HashSet<>();
            IntStream.range(1, boundary.length).filter(i -> boundary[i]).forEach(i -> boundaries.add(name(i)));
            return new MergeRequest(
                    chain.chain(),
                    boundaries,
                    highestShared < 0 ? Set.of() : Set.of(name(highestShared)),
                    free,
                    survivor.map(ClusterChain::name));
        }

        private static ImageName name(int index) {
            return ClusterChain.name(index);
        }

        boolean allows(int from, int to, int destination) {
            boolean can = (destination == to || features.contains(Feature.OFFLINE_COMMIT))
                    && (destination == from || features.contains(Feature.OFFLINE_PULL));
            boolean survives = survivor.filter(index -> index >= from && index <= to)
                    .map(index -> index == destination)
                    .orElse(true);
            return can && survives && destination > highestShared;
        }

        MergeDecision plan(SafetyMargin margin) {
            return MergePlanner.offline(features, margin).plan(request(), chain::map);
        }

        Optional<Long> leastCopied() {
            return chain.leastCopied(boundary, free, this::allows);
        }

        @Override
        public String toString() {
            return chain + " by " + chain.cluster() + ", " + request();
        }
    }

    @Provide
    Arbitrary<Task> tasks() {
        return Arbitraries.integers().between(2, LAYERS).flatMap(MergeCostProperties::tasks);
    }

    private static Arbitrary<Task> tasks(int size) {
        Arbitrary<List<Has>> layer = Arbitraries.frequencyOf(
                        Tuple.of(5, Arbitraries.just(Has.NOTHING)),
                        Tuple.of(4, Arbitraries.just(Has.DATA)),
                        Tuple.of(1, Arbitraries.just(Has.ZEROS)))
                .list()
                .ofSize(CLUSTERS);
        Arbitrary<ClusterChain> chain = Combinators.combine(
                        layer.list().ofSize(size),
                        Arbitraries.of(1L, 512L, 65536L, 3L << 20),
                        Arbitraries.of(false, true))
                .as((layers, cluster, tables) -> new ClusterChain(layers, cluster, tables ? cluster : 0));
        Arbitrary<boolean[]> boundary =
                Arbitraries.of(true, true, true, false).array(boolean[].class).ofSize(size);
        Arbitrary<Integer> shared = Arbitraries.frequency(Tuple.of(3, -1), Tuple.of(1, 0), Tuple.of(1, 1));
        Arbitrary<Optional<Integer>> survivor =
                Arbitraries.integers().between(0, size - 1).optional(0.2);
        Arbitrary<Set<Feature>> features = Arbitraries.of(
                Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL),
                Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL),
                Set.of(Feature.OFFLINE_COMMIT),
                Set.of(Feature.OFFLINE_PULL));
        Arbitrary<Long> free =
                Arbitraries.oneOf(Arbitraries.longs().between(0, 12), Arbitraries.just(Long.MAX_VALUE >> 24));
        return Combinators.combine(chain, boundary, shared, survivor, features, free)
                .as((images, goes, highest, lives, can, clusters) ->
                        new Task(images, goes, highest, lives, can, clusters * images.cluster()));
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void withoutMarginNoDestinationsCopyLess(@ForAll("tasks") Task task) {
        MergeDecision decision = task.plan(SafetyMargin.NONE);
        Optional<Long> least = task.leastCopied();
        if (decision instanceof MergePlan plan) {
            assertThat(Optional.of(copied(plan))).isEqualTo(least);
            assertThat(plan.peakBytes()).isLessThanOrEqualTo(task.free());
            assertThat(plan.removed())
                    .noneMatch(image -> task.request().shared().contains(image.name()));
        } else {
            assertThat(least).isEmpty();
        }
        Statistics.collect(decision instanceof Refusal refusal ? refusal.code() : "planned");
        Statistics.coverage(all -> {
            all.check("planned").percentage(share -> share > 30);
            List.of(ErrorCode.SHARED_IMAGE, ErrorCode.INSUFFICIENT_SPACE, ErrorCode.NOT_SUPPORTED)
                    .forEach(code -> all.check(code).count(count -> count > 100));
        });
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void withTheMarginWhatIsCopiedIsWithinIt(@ForAll("tasks") Task task) {
        if (task.plan(SafetyMargin.DEFAULT) instanceof MergePlan plan) {
            int runs = task.chain().runs(task.boundary()).size();
            long least = task.leastCopied().orElseThrow();
            assertThat(copied(plan)).isLessThanOrEqualTo(least + Math.max(runs * (4L << 20), least / 9 + runs));
        } else {
            assertThat(task.leastCopied()).isEmpty();
        }
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void everyDestinationIsToldWithWhatItCosts(@ForAll("tasks") Task task) {
        if (task.plan(SafetyMargin.NONE) instanceof MergePlan plan) {
            List<int[]> runs = task.chain().runs(task.boundary());
            assertThat(plan.choices()).hasSameSizeAs(runs);
            long peak = 0;
            for (int i = 0; i < runs.size(); i++) {
                MergeChoice choice = plan.choices().get(i);
                int from = runs.get(i)[0];
                int to = runs.get(i)[1];
                for (MergeChoice.Destination way : choice.destinations()) {
                    int index = Integer.parseInt(way.image().value().substring(1));
                    Outcome outcome = task.chain().merge(from, to, index);
                    assertThat(new Outcome(way.copiedBytes(), way.growthBytes()))
                            .isEqualTo(outcome);
                    boolean allowed = task.allows(from, to, index) && outcome.growth() <= task.free();
                    assertThat(way.obstacle().isEmpty()).isEqualTo(allowed);
                    peak += way.image().equals(choice.chosen()) ? outcome.growth() : 0;
                }
            }
            assertThat(plan.peakBytes()).isEqualTo(peak);
        }
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void aRefusalNamesTheConstraintThatBit(@ForAll("tasks") Task task) {
        if (task.plan(SafetyMargin.NONE) instanceof Refusal refusal) {
            Optional<Long> withSpace = task.chain().leastCopied(task.boundary(), ClusterChain.plenty(), task::allows);
            if (withSpace.isPresent()) {
                assertThat(refusal.code()).isEqualTo(ErrorCode.INSUFFICIENT_SPACE);
            } else if (task.chain().runs(task.boundary()).size() == 1) {
                assertThat(refusal.code()).isNotEqualTo(ErrorCode.INSUFFICIENT_SPACE);
            }
        }
    }

    private static long copied(MergePlan plan) {
        return plan.steps().stream().mapToLong(Step::predictedBytes).sum();
    }
}
