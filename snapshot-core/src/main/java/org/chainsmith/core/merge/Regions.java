package org.chainsmith.core.merge;

import java.util.BitSet;
import org.chainsmith.core.chain.Tables;

/** Which parts of a disk a merge changes, as coarse as the tables of an ordinary qcow2 image. */
final class Regions {
    private static final int SHIFT = 29;

    private final BitSet regions = new BitSet();
    private long last = -1;

    void add(long start, long end) {
        long first = start >> SHIFT;
        long until = ((end - 1) >> SHIFT) + 1;
        if (first != last || until != last + 1) {
            regions.set(Math.toIntExact(first), Math.toIntExact(until));
            last = until - 1;
        }
    }

    void add(Regions others) {
        regions.or(others.regions);
    }

    /**
     * What is written of an image's tables, and of what counts its clusters, when so many bytes in these regions change:
     * each table once; one that is new also when it is made, after the counts. At most one table for each of the changed
     * clusters, which are as large as a table.
     *
     * @param mapped where the image has tables already
     */
    long tableBytes(Tables tables, Regions mapped, long changedBytes, long newBytes) {
        if (tables.bytes() == 0 || changedBytes == 0) {
            return 0;
        }
        long most = (changedBytes + tables.bytes() - 1) / tables.bytes();
        BitSet unmapped = (BitSet) regions.clone();
        unmapped.andNot(mapped.regions);
        long written = Math.min(most, count(regions, tables.reach()));
        long made = Math.min(most, count(unmapped, tables.reach()));
        long counts = 1 + newBytes / tables.reach() / 4;
        return tables.bytes() * (written + 2 * made + counts);
    }

    private static long count(BitSet regions, long reach) {
        if (reach < 1L << SHIFT) {
            return regions.cardinality() * ((1L << SHIFT) / reach);
        }
        return regions.stream()
                .mapToLong(region -> ((long) region << SHIFT) / reach)
                .distinct()
                .count();
    }
}
