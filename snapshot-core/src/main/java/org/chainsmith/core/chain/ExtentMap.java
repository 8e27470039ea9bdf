package org.chainsmith.core.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of guest bytes as disjoint runs in ascending order; runs that touch are one. Set operations cost one pass over
 * the runs, whatever the disk's size.
 */
public final class ExtentMap {
    public static final ExtentMap EMPTY = new ExtentMap(new long[0]);

    /** start0, end0, start1, end1, ...: strictly ascending. */
    private final long[] edges;

    private ExtentMap(long[] edges) {
        this.edges = edges;
    }

    /** A run of guest bytes. */
    public record Extent(long start, long length) {
        public Extent {
            if (start < 0 || length <= 0 || start + length < 0) {
                throw new IllegalArgumentException("no extent: " + start + "+" + length);
            }
        }

        public long end() {
            return start + length;
        }
    }

    /** Collects runs given in ascending order; may overlap or touch the one before. */
    public static final class Builder {
        private long[] edges = new long[16];
        private int used;

        /** Adds a run that starts at or after the start of the run added before. */
        public Builder add(long start, long length) {
            if (length == 0) {
                return this;
            }
            long end = start + length;
            if (start < 0 || length < 0 || end < 0 || (used > 0 && start < edges[used - 2])) {
                throw new IllegalArgumentException("run out of order: " + start + "+" + length);
            }
            if (used > 0 && start <= edges[used - 1]) {
                edges[used - 1] = Math.max(edges[used - 1], end);
                return this;
            }
            if (used == edges.length) {
                edges = Arrays.copyOf(edges, used * 2);
            }
            edges[used++] = start;
            edges[used++] = end;
            return this;
        }

        public ExtentMap build() {
            return used == 0 ? EMPTY : new ExtentMap(Arrays.copyOf(edges, used));
        }
    }

    public static ExtentMap of(Collection<Extent> extents) {
        Builder builder = new Builder();
        extents.stream()
                .sorted((a, b) -> Long.compare(a.start(), b.start()))
                .forEach(e -> builder.add(e.start(), e.length()));
        return builder.build();
    }

    /** All bytes from 0 up to the length. */
    public static ExtentMap whole(long length) {
        return new Builder().add(0, length).build();
    }

    /** The runs, ascending. */
    public List<Extent> extents() {
        List<Extent> result = new ArrayList<>(edges.length / 2);
        for (int i = 0; i < edges.length; i += 2) {
            result.add(new Extent(edges[i], edges[i + 1] - edges[i]));
        }
        return List.copyOf(result);
    }

    /** The runs, ascending, one at a time, for a map that is too large to be a list too. */
    public Iterator<Extent> iterator() {
        return IntStream.range(0, edges.length / 2)
                .mapToObj(i -> new Extent(edges[2 * i], edges[2 * i + 1] - edges[2 * i]))
                .iterator();
    }

    /** Hears of runs. */
    public interface Visitor {
        void visit(long start, long end);
    }

    /** Tells the visitor every run, ascending. Makes no objects, for those who read many maps. */
    public void forEach(Visitor visitor) {
        for (int i = 0; i < edges.length; i += 2) {
            visitor.visit(edges[i], edges[i + 1]);
        }
    }

    /** How many bytes are in the set. */
    public long bytes() {
        long sum = 0;
        for (int i = 0; i < edges.length; i += 2) {
            sum += edges[i + 1] - edges[i];
        }
        return sum;
    }

    public boolean isEmpty() {
        return edges.length == 0;
    }

    public ExtentMap union(ExtentMap other) {
        return combine(other, (a, b) -> a || b);
    }

    public ExtentMap intersection(ExtentMap other) {
        return isEmpty() || other.isEmpty() ? EMPTY : combine(other, (a, b) -> a && b);
    }

    /** What is in this set and not in the other. */
    public ExtentMap difference(ExtentMap other) {
        return combine(other, (a, b) -> a && !b);
    }

    public boolean containsAll(ExtentMap other) {
        return other.difference(this).isEmpty();
    }

    /** The bytes below the limit. */
    public ExtentMap below(long limit) {
        return intersection(whole(limit));
    }

    private interface Rule {
        boolean holds(boolean here, boolean there);
    }

    /** One sweep over the edges of both sets; a byte is in the result when the rule holds for it. */
    private ExtentMap combine(ExtentMap other, Rule rule) {
        long[] result = new long[edges.length + other.edges.length];
        int used = 0;
        int i = 0;
        int j = 0;
        while (i < edges.length || j < other.edges.length) {
            long here = i < edges.length ? edges[i] : Long.MAX_VALUE;
            long there = j < other.edges.length ? other.edges[j] : Long.MAX_VALUE;
            long at = Math.min(here, there);
            i += here == at ? 1 : 0;
            j += there == at ? 1 : 0;
            boolean inside = rule.holds(i % 2 == 1, j % 2 == 1);
            if (inside != (used % 2 == 1)) {
                result[used++] = at;
            }
        }
        return used == 0 ? EMPTY : new ExtentMap(Arrays.copyOf(result, used));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExtentMap map && Arrays.equals(edges, map.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    @Override
    public String toString() {
        return extents().stream()
                .map(e -> "[" + e.start() + ", " + e.end() + ")")
                .collect(Collectors.joining(" ", "{", "}"));
    }
}
