package org.chainsmith.core.merge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Chooses a way for each run, so that together they weigh least and fit the free space. Where the best way of each run
 * does not fit, the sums of weight and growth that no other sum beats in both are built up run by run.
 */
final class Selection {
    /** More sums than this are thinned out: what is found then fits, and is nearly the lightest. */
    private static final int MOST = 1 << 10;

    /** A choice for the runs so far. */
    private record Sum(long weight, long growth, Optional<MergeWay> last, Optional<Sum> before) {
        static final Comparator<Sum> SMALLEST_FIRST =
                Comparator.comparingLong(Sum::growth).thenComparingLong(Sum::weight);

        Sum plus(MergeWay way) {
            return new Sum(
                    weight + way.weight(), growth + way.cost().growthBytes(), Optional.of(way), Optional.of(this));
        }

        List<MergeWay> ways() {
            Deque<MergeWay> ways = new ArrayDeque<>();
            for (Optional<Sum> at = Optional.of(this);
                    at.isPresent();
                    at = at.get().before()) {
                at.get().last().ifPresent(ways::addFirst);
            }
            return List.copyOf(ways);
        }
    }

    private Selection() {}

    /** The best ways, one for each run, or empty if none fit. Each run has a way. */
    static Optional<List<MergeWay>> of(List<List<MergeWay>> runs, long freeBytes) {
        List<MergeWay> best = runs.stream()
                .map(ways -> ways.stream().min(MergeWay.BEST_FIRST).orElseThrow())
                .toList();
        return growth(best) <= freeBytes ? Optional.of(best) : fitting(runs, freeBytes);
    }

    static long growth(List<MergeWay> ways) {
        return ways.stream().mapToLong(way -> way.cost().growthBytes()).sum();
    }

    private static Optional<List<MergeWay>> fitting(List<List<MergeWay>> runs, long freeBytes) {
        List<Sum> sums = List.of(new Sum(0, 0, Optional.empty(), Optional.empty()));
        for (List<MergeWay> ways : runs) {
            sums = thinned(unbeaten(sums, ways, freeBytes));
        }
        return sums.isEmpty()
                ? Optional.empty()
                : Optional.of(sums.get(sums.size() - 1).ways());
    }

    /** By growing growth and falling weight. */
    private static List<Sum> unbeaten(List<Sum> sums, List<MergeWay> ways, long freeBytes) {
        List<MergeWay> worthwhile = unbeaten(ways);
        List<Sum> all = new ArrayList<>();
        for (Sum sum : sums) {
            worthwhile.stream()
                    .map(sum::plus)
                    .filter(next -> next.growth() <= freeBytes)
                    .forEach(all::add);
        }
        all.sort(Sum.SMALLEST_FIRST);
        List<Sum> result = new ArrayList<>();
        long lightest = Long.MAX_VALUE;
        for (Sum sum : all) {
            if (sum.weight() < lightest) {
                lightest = sum.weight();
                result.add(sum);
            }
        }
        return result;
    }

    /** Only ways that no other beats in both weight and growth. */
    private static List<MergeWay> unbeaten(List<MergeWay> ways) {
        List<MergeWay> sorted = new ArrayList<>(ways);
        sorted.sort(Comparator.<MergeWay>comparingLong(way -> way.cost().growthBytes())
                .thenComparing(MergeWay.BEST_FIRST));
        List<MergeWay> result = new ArrayList<>();
        long lightest = Long.MAX_VALUE;
        for (MergeWay way : sorted) {
            if (way.weight() < lightest) {
                lightest = way.weight();
                result.add(way);
            }
        }
        return result;
    }

    /** Keeps the first, which needs least space, and the last, which is lightest. */
    private static List<Sum> thinned(List<Sum> sums) {
        if (sums.size() <= MOST) {
            return sums;
        }
        List<Sum> result = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            result.add(sums.get((int) ((long) i * (sums.size() - 1) / (MOST - 1))));
        }
        return result;
    }
}
