package org.chainsmith.core.chain;

import java.util.Arrays;

/**
 * Ascending offsets, packed: each as its distance from the one before, in units of the largest power of two that divides
 * them all, in as few bytes as that number needs. A run of an image takes 2 to 6 bytes where two offsets take 16.
 */
final class Edges {
    static final Edges NONE = new Writer().done();

    private static final int LARGEST_SHIFT = 62;
    private static final int LONGEST = 9;
    private static final int MORE = 0x80;

    private final byte[] packed;
    private final int shift;
    private final int count;

    private Edges(byte[] packed, int shift, int count) {
        this.packed = packed;
        this.shift = shift;
        this.count = count;
    }

    /** How many offsets there are. */
    int count() {
        return count;
    }

    /** Passes all offsets in ascending order. */
    Reader reader() {
        return new Reader(packed, shift, count);
    }

    /** Equal offsets are packed alike. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Edges edges && shift == edges.shift && Arrays.equals(packed, edges.packed);
    }

    @Override
    public int hashCode() {
        return 31 * shift + Arrays.hashCode(packed);
    }

    /** One pass over the offsets. */
    static final class Reader {
        /** What comes after the last offset: more than any of them. */
        static final long END = Long.MAX_VALUE;

        private final byte[] packed;
        private final int shift;
        private int left;
        private int position;
        private long at;

        private Reader(byte[] packed, int shift, int count) {
            this.packed = packed;
            this.shift = shift;
            this.left = count;
        }

        /** The next offset, or {@link #END}. */
        long next() {
            if (left == 0) {
                return END;
            }
            left--;
            long distance = packed[position++];
            if (distance < 0) {
                distance = longer(distance & (MORE - 1));
            }
            at += distance << shift;
            return at;
        }

        private long longer(long low) {
            long distance = low;
            for (int bits = 7; ; bits += 7) {
                long next = packed[position++];
                distance |= (next & (MORE - 1)) << bits;
                if (next >= 0) {
                    return distance;
                }
            }
        }
    }

    /** Packs offsets that are given in ascending order. */
    static final class Writer {
        private byte[] packed = new byte[32];
        private int used;
        private int shift = LARGEST_SHIFT;
        private int count;
        private long last;

        int count() {
            return count;
        }

        void add(long edge) {
            int zeros = Long.numberOfTrailingZeros(edge);
            if (zeros < shift) {
                repack(zeros);
            }
            put((edge - last) >>> shift);
            last = edge;
            count++;
        }

        /** Only the first few offsets of an image bring a smaller unit. */
        private void repack(int smaller) {
            Reader reader = new Reader(packed, shift, count);
            Writer writer = new Writer();
            writer.shift = smaller;
            for (int i = 0; i < count; i++) {
                writer.add(reader.next());
            }
            packed = writer.packed;
            used = writer.used;
            shift = smaller;
        }

        private void put(long distance) {
            if (packed.length - used < LONGEST) {
                packed = Arrays.copyOf(packed, packed.length + packed.length / 2);
            }
            long rest = distance;
            while (rest >= MORE) {
                packed[used++] = (byte) (rest | MORE);
                rest >>>= 7;
            }
            packed[used++] = (byte) rest;
        }

        Edges done() {
            return new Edges(Arrays.copyOf(packed, used), shift, count);
        }
    }
}
