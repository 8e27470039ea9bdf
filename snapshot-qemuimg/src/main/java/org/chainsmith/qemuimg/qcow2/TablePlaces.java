package org.chainsmith.qemuimg.qcow2;

import java.util.Arrays;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * Where the L2 tables and refcount blocks of an image lie: aligned, inside the file, each in a cluster of its own. Eight
 * bytes of memory for each.
 */
final class TablePlaces {
    /** With clusters of 64 KiB a disk of 512 TiB. A sparse file may name more of them than anybody can read. */
    private static final int MOST = 1 << 20;

    private final long clusterSize;
    private final int l2Tables;
    private final long[] starts;
    /** Where no table is: the gap in which the last cluster was. Most clusters follow their neighbours. */
    private long gapStart;

    private long gapEnd;

    private TablePlaces(long clusterSize, int l2Tables, long[] starts) {
        this.clusterSize = clusterSize;
        this.l2Tables = l2Tables;
        this.starts = starts;
    }

    /**
     * Finds and judges them.
     *
     * @throws SnapshotException IMAGE_CORRUPT; IMAGE_TOO_LARGE for more than a million of them, or if the L2 tables have
     *     more bytes than are granted
     */
    static TablePlaces of(ImageFile file, Qcow2Header header, HostRanges host, long mostBytes) {
        Collector found = new Collector();
        long most = Math.min(MOST, mostBytes / header.clusterSize());
        new L1Table(file, header).forEach((index, offset) -> {
            host.requireTable(offset, "the L2 table of L1 entry " + index);
            found.add(offset, most);
        });
        int l2Tables = found.count;
        new RefcountTable(file, header).forEachBlock(offset -> {
            host.requireTable(offset, "a refcount block");
            found.add(offset, MOST);
        });
        return new TablePlaces(header.clusterSize(), l2Tables, found.distinct());
    }

    private static final class Collector {
        private long[] starts = new long[16];
        private int count;

        void add(long offset, long most) {
            if (count >= most) {
                throw new SnapshotException(
                        ErrorCode.IMAGE_TOO_LARGE, "The image has more than " + most + " tables, too many to read");
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = offset;
        }

        /** A table that serves twice would let a small file claim a huge map, and no writer makes one. */
        long[] distinct() {
            Arrays.sort(starts, 0, count);
            for (int i = 1; i < count; i++) {
                if (starts[i] == starts[i - 1]) {
                    throw Invalid.mapping("two entries share the table at " + Invalid.hex(starts[i]));
                }
            }
            return Arrays.copyOf(starts, count);
        }
    }

    int l2Tables() {
        return l2Tables;
    }

    /** Whether any of these bytes of the file belong to a table. */
    boolean meet(long start, long end) {
        if (gapStart <= start && end <= gapEnd) {
            return false;
        }
        int found = Arrays.binarySearch(starts, start - clusterSize + 1);
        int next = found < 0 ? -found - 1 : found; // the first table that ends behind the start
        if (next < starts.length && starts[next] < end) {
            return true;
        }
        gapStart = next == 0 ? 0 : starts[next - 1] + clusterSize;
        gapEnd = next == starts.length ? Long.MAX_VALUE : starts[next];
        return false;
    }
}
