package org.chainsmith.core.merge;

import java.util.Arrays;
import org.chainsmith.core.chain.ExtentMap.Visitor;

/**
 * A set of guest bytes that grows, for any number of runs: one bit for each granule, the largest power of two of which
 * all edges so far are multiples. Bits are in pages, which cost nothing while they are empty or full; a run costs a step
 * for each 64 granules of it, or for each page that it fills.
 */
final class ByteSet {
    private static final int COARSEST = 21;
    private static final int PAGE_SHIFT = 15;
    private static final int PAGE = 1 << PAGE_SHIFT;
    private static final long[] FULL = full();
    private static final long[] EMPTY = new long[PAGE / Long.SIZE];

    private int shift;
    private long[][] pages = new long[0][];

    ByteSet() {
        this(COARSEST);
    }

    private ByteSet(int shift) {
        this.shift = shift;
    }

    private static long[] full() {
        long[] words = new long[PAGE / Long.SIZE];
        Arrays.fill(words, -1L);
        return words;
    }

    boolean isEmpty() {
        return pages.length == 0;
    }

    /** Adds a run. Returns how many of its bytes are new. */
    long add(long start, long end) {
        refine(start | end);
        reserve(end >> shift);
        long added = 0;
        long last = end >> shift;
        long at = start >> shift;
        while (at < last) {
            int page = (int) (at >> PAGE_SHIFT);
            long first = (long) page << PAGE_SHIFT;
            long until = Math.min(last, first + PAGE);
            added += add(page, (int) (at - first), (int) (until - first));
            at = until;
        }
        return added << shift;
    }

    private int add(int page, int from, int to) {
        long[] words = pages[page];
        if (words == FULL) {
            return 0;
        }
        if (to - from == PAGE) {
            pages[page] = FULL;
            return PAGE - count(words, 0, PAGE);
        }
        if (words == EMPTY) {
            words = new long[PAGE / Long.SIZE];
            pages[page] = words;
        }
        int added = 0;
        int lastWord = (to - 1) >> 6;
        for (int word = from >> 6; word <= lastWord; word++) {
            long fresh = mask(word, from, to) & ~words[word];
            words[word] |= fresh;
            added += Long.bitCount(fresh);
        }
        return added;
    }

    /** The bits of this word that are in the range, which has bits of it. */
    private static long mask(int word, int from, int to) {
        long mask = word == from >> 6 ? -1L << from : -1L;
        return word == (to - 1) >> 6 ? mask & (-1L >>> -to) : mask;
    }

    private static int count(long[] words, int from, int to) {
        int count = 0;
        int lastWord = (to - 1) >> 6;
        for (int word = from >> 6; word <= lastWord; word++) {
            count += Long.bitCount(mask(word, from, to) & words[word]);
        }
        return count;
    }

    /** How many bytes of the run are in the set. Its edges may be any. */
    long covered(long start, long end) {
        long first = start >> shift;
        long last = (end - 1) >> shift;
        if (first == last) {
            return contains(first) ? end - start : 0;
        }
        long head = contains(first) ? ((first + 1) << shift) - start : 0;
        long tail = contains(last) ? end - (last << shift) : 0;
        return head + (count(first + 1, last) << shift) + tail;
    }

    private boolean contains(long granule) {
        return granule < granules() && count(granule, granule + 1) == 1;
    }

    private long count(long from, long to) {
        long last = Math.min(to, granules());
        long count = 0;
        long at = from;
        while (at < last) {
            int page = (int) (at >> PAGE_SHIFT);
            long first = (long) page << PAGE_SHIFT;
            long until = Math.min(last, first + PAGE);
            long[] words = pages[page];
            if (words == FULL) {
                count += until - at;
            } else if (words != EMPTY) {
                count += count(words, (int) (at - first), (int) (until - first));
            }
            at = until;
        }
        return count;
    }

    /** Tells the visitor every run between these edges that is not in the set, ascending. */
    void forEachGap(long start, long end, Visitor visitor) {
        refine(start | end);
        long last = end >> shift;
        long at = next(start >> shift, last, false);
        while (at < last) {
            long until = next(at, last, true);
            visitor.visit(at << shift, until << shift);
            at = next(until, last, false);
        }
    }

    /** The first granule from this one on that is in the set, or is not; at most the last. */
    private long next(long from, long last, boolean wanted) {
        long at = from;
        while (at < last) {
            long[] words = at < granules() ? pages[(int) (at >> PAGE_SHIFT)] : EMPTY;
            if (words == FULL || words == EMPTY) {
                if ((words == FULL) == wanted) {
                    return at;
                }
                at = ((at >> PAGE_SHIFT) + 1) << PAGE_SHIFT;
                continue;
            }
            long word = words[(int) (at & (PAGE - 1)) >> 6];
            long found = (wanted ? word : ~word) & (-1L << at);
            if (found != 0) {
                return Math.min(last, (at & -Long.SIZE) + Long.numberOfTrailingZeros(found));
            }
            at = (at & -Long.SIZE) + Long.SIZE;
        }
        return last;
    }

    private long granules() {
        return (long) pages.length << PAGE_SHIFT;
    }

    private void reserve(long granules) {
        int needed = Math.toIntExact((granules + PAGE - 1) >> PAGE_SHIFT);
        if (needed > pages.length) {
            int before = pages.length;
            pages = Arrays.copyOf(pages, Math.max(needed, before + before / 2));
            Arrays.fill(pages, before, pages.length, EMPTY);
        }
    }

    /** Lets the granule divide these edges too. */
    private void refine(long edges) {
        int needed = Long.numberOfTrailingZeros(edges);
        if (needed >= shift) {
            return;
        }
        ByteSet finer = new ByteSet(needed);
        long last = granules();
        long at = next(0, last, true);
        while (at < last) {
            long until = next(at, last, false);
            finer.add(at << shift, until << shift);
            at = next(until, last, true);
        }
        shift = finer.shift;
        pages = finer.pages;
    }
}
