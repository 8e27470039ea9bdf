package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import org.chainsmith.core.error.SnapshotException;

/** Interprets L2 tables, entry by entry. */
final class L2Table {
    private static final long COMPRESSED = 1L << 62;
    private static final long USED_ONCE = 1L << 63;
    private static final long ZERO = 1;
    private static final long OFFSET = 0x00fffffffffffe00L;
    private static final int SECTOR = 512;
    private static final int OFFSET_BITS = 56;

    private final HostRanges host;
    private final TablePlaces tables;
    private final Clusters clusters;
    private final long size;
    private final int clusterBits;
    private final int entries;
    private final boolean extended;
    private final boolean zerosAllowed;
    private boolean compressed;

    L2Table(Qcow2Header header, HostRanges host, TablePlaces tables, Clusters clusters) {
        this.host = host;
        this.tables = tables;
        this.clusters = clusters;
        this.size = header.virtualSize().bytes();
        this.clusterBits = header.clusterBits();
        this.entries = header.l2Entries();
        this.extended = header.extendedL2();
        this.zerosAllowed = header.version() >= 3 && !extended;
    }

    /** A table; what follows the buffer's end or the virtual size is not looked at. */
    void read(ByteBuffer table, long guest) {
        int width = extended ? 2 * Long.BYTES : Long.BYTES;
        int known = Math.min(entries, table.limit() / width);
        for (int i = 0; i < known && guest < size; i++, guest += 1L << clusterBits) {
            long entry = table.getLong(i * width);
            long subclusters = extended ? table.getLong(i * width + Long.BYTES) : 0;
            if ((entry | subclusters) != 0) {
                entry(guest, entry, subclusters);
            }
        }
    }

    /** Whether any entry so far was of a compressed cluster. */
    boolean compressed() {
        return compressed;
    }

    private void entry(long guest, long entry, long subclusters) {
        if ((entry & COMPRESSED) != 0) {
            compressedEntry(guest, entry, subclusters);
        } else {
            standard(guest, entry, subclusters);
        }
    }

    private void standard(long guest, long entry, long subclusters) {
        if ((entry & ~(OFFSET | USED_ONCE | (zerosAllowed ? ZERO : 0))) != 0) {
            throw bad(guest, entry, "has reserved bits");
        }
        long offset = entry & OFFSET;
        if (offset != 0) {
            host.requireCluster(offset, guest);
            requireNoTable(offset, 1L << clusterBits, guest);
        }
        if (extended) {
            extended(guest, entry, subclusters);
        } else if ((entry & ZERO) != 0) {
            clusters.zeros(guest, 1L << clusterBits);
        } else if (offset != 0) {
            clusters.data(guest, 1L << clusterBits);
        } else {
            throw bad(guest, entry, "is in use without a cluster");
        }
    }

    /** The bitmap: 32 bits for what is allocated, above them 32 bits for what reads as zeros. */
    private void extended(long guest, long entry, long subclusters) {
        int allocated = (int) subclusters;
        int zero = (int) (subclusters >>> 32);
        if ((allocated & zero) != 0) {
            throw bad(guest, entry, "has subclusters both allocated and zero");
        }
        if ((entry & OFFSET) == 0 && (allocated != 0 || (entry & USED_ONCE) != 0)) {
            throw bad(guest, entry, "is in use without a cluster");
        }
        long length = 1L << (clusterBits - 5);
        for (int i = 0; i < Integer.SIZE; i++) {
            if ((allocated >>> i & 1) != 0) {
                clusters.data(guest + i * length, length);
            } else if ((zero >>> i & 1) != 0) {
                clusters.zeros(guest + i * length, length);
            }
        }
    }

    private void compressedEntry(long guest, long entry, long subclusters) {
        int bits = 62 - (clusterBits - 8);
        long offset = entry & ((1L << bits) - 1);
        long sectors = ((entry & (COMPRESSED - 1)) >>> bits) + 1;
        if ((entry & USED_ONCE) != 0 || subclusters != 0 || offset >>> OFFSET_BITS != 0) {
            throw bad(guest, entry, "is compressed and has reserved bits");
        }
        host.requireBytes(offset / SECTOR * SECTOR, sectors * SECTOR, guest);
        requireNoTable(offset / SECTOR * SECTOR, sectors * SECTOR, guest);
        compressed = true;
        clusters.data(guest, 1L << clusterBits);
    }

    private void requireNoTable(long offset, long length, long guest) {
        if (tables.meet(offset, offset + length)) {
            throw Invalid.mapping("the cluster of guest offset " + Invalid.hex(guest)
                    + " lies upon a table of the image: " + Invalid.hex(offset));
        }
    }

    private static SnapshotException bad(long guest, long entry, String fact) {
        return Invalid.mapping(
                "the L2 entry " + Invalid.hex(entry) + " of guest offset " + Invalid.hex(guest) + " " + fact);
    }
}
