package org.chainsmith.core.chain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of guest bytes as disjoint runs in ascending order; runs that touch are one. Set operations cost one pass over
 * the runs, whatever the disk's size. A run takes a few bytes of memory, so that a map of millions of them is small.
 */
public final class ExtentMap {
    public static final ExtentMap EMPTY = new ExtentMap(Edges.NONE);

    /** start0, end0, start1, end1, ...: strictly ascending. */
    private final Edges edges;

    private ExtentMap(Edges edges) {
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
        private final Edges.Writer edges = new Edges.Writer();
        /** The run that may still grow; none yet if it ends at 0. */
        private long start;

        private long end;

        /** Adds a run that starts at or after the start of the run added before. */
        public Builder add(long from, long length) {
            if (length == 0) {
                return this;
            }
            long to = from + length;
            if (from < start || length < 0 || to < 0) {
                throw new IllegalArgumentException("run out of order: " + from + "+" + length);
            }
            if (from > end || end == 0) {
                finishRun();
                start = from;
            }
            end = Math.max(end, to);
            return this;
        }

        private void finishRun() {
            if (end > 0) {
                edges.add(start);
                edges.add(end);
            }
        }

        /** The map; the builder is used up. */
        public ExtentMap build() {
            finishRun();
            return new ExtentMap(edges.done());
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
        List<Extent> result = new ArrayList<>(edges.count() / 2);
        iterator().forEachRemaining(result::add);
        return Collections.unmodifiableList(result);
    }

    /** The runs, ascending, one at a time, for a map that is too large to be a list too. */
    public Iterator<Extent> iterator() {
        Edges.Reader reader = edges.reader();
        return IntStream.range(0, edges.count() / 2)
                .mapToObj(i -> {
                    long start = reader.next();
                    return new Extent(start, reader.next() - start);
                })
                .iterator();
    }

    /** Hears of runs. */
    public interface Visitor {
        void visit(long start, long end);
    }

    /** Tells the visitor every run, ascending. Makes no objects, for those who read many maps. */
    public void forEach(Visitor visitor) {
        Edges.Reader reader = edges.reader();
        for (int i = 0; i < edges.count(); i += 2) {
            long start = reader.next();
            visitor.visit(start, reader.next());
        }
    }

    /** How many bytes are in the set. */
    public long bytes() {
        Edges.Reader reader = edges.reader();
        long sum = 0;
        for (int i = 0; i < edges.count(); i += 2) {
            sum -= reader.next();
            sum += reader.next();
        }
        return sum;
    }

    public boolean isEmpty() {
        return edges.count() == 0;
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
        Edges.Writer result = new Edges.Writer();
        Edges.Reader left = edges.reader();
        Edges.Reader right = other.edges.reader();
        long here = left.next();
        long there = right.next();
        boolean isHere = false;
        boolean isThere = false;
        boolean isInside = false;
        while (here != Edges.Reader.END || there != Edges.Reader.END) {
            long at = Math.min(here, there);
            if (here == at) {
                isHere = !isHere;
                here = left.next();
            }
            if (there == at) {
                isThere = !isThere;
                there = right.next();
            }
            if (rule.holds(isHere, isThere) != isInside) {
                isInside = !isInside;
                result.add(at);
            }
        }
        return new ExtentMap(result.done());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExtentMap map && edges.equals(map.edges);
    }

    @Override
    public int hashCode() {
        return edges.hashCode();
    }

    @Override
    public String toString() {
        return extents().stream()
                .map(e -> "[" + e.start() + ", " + e.end() + ")")
                .collect(Collectors.joining(" ", "{", "}"));
    }
}
