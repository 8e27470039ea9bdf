package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.PosixFile;

/**
 * Which guest bytes an image provides itself, read from its L1 and L2 tables. Only right while nobody writes the image: a
 * running QEMU keeps newer tables in memory.
 *
 * <p>Memory: one L2 table, up to 64 KiB of the L1 table, eight bytes for each L2 table in use, and the result. Cost: one
 * read for each L2 table in use.
 */
public final class Qcow2Allocation {
    /** Some 400 MiB of memory at worst. A disk in so many pieces holds at least 512 GiB in clusters of 64 KiB. */
    private static final int MOST_RUNS = 8 << 20;

    private static final int L1_CHUNK = 64 * 1024;
    /** Tables from which on a direct buffer pays: it is costly to get and saves two copies of each table. */
    private static final int MANY = 32;

    private static final long OFFSET = 0x00fffffffffffe00L;
    private static final long USED_ONCE = 1L << 63;

    private final PosixFile file;
    private final Qcow2Header header;
    private final long fileLength;
    private final Runs runs;

    private Qcow2Allocation(PosixFile file, Qcow2Header header, int mostRuns) {
        this.file = file;
        this.header = header;
        this.fileLength = file.status().size();
        this.runs = new Runs(header.virtualSize().bytes(), mostRuns);
    }

    /**
     * Reads the map, clipped to the virtual size. Data are normal and compressed clusters, zeros are clusters that read
     * as zeros whether or not space is reserved for them; with extended L2 entries so for each subcluster.
     *
     * @param header of the same file
     * @throws SnapshotException IMAGE_CORRUPT if an entry is misaligned, has reserved bits, leaves the file, lies upon
     *     the header, the L1 or the refcount table, or if two entries share an L2 table; DATA_FILE if the data are in
     *     another file; IMAGE_TOO_LARGE for more than 8 Mi runs
     */
    public static AllocationMap read(PosixFile file, Qcow2Header header) {
        return read(file, header, MOST_RUNS);
    }

    /** {@link #read(PosixFile, Qcow2Header)} with memory granted for so many runs only. */
    public static AllocationMap read(PosixFile file, Qcow2Header header, int mostRuns) {
        try {
            if (header.externalDataFile()) {
                throw new SnapshotException(ErrorCode.DATA_FILE, "The data of the image are in another file");
            }
            return new Qcow2Allocation(file, header, mostRuns).read();
        } catch (SnapshotException e) {
            throw e.ofImage(file.name());
        }
    }

    private AllocationMap read() {
        HostRanges host = new HostRanges(header, fileLength);
        int tables = requireDistinctTables(host);
        L2Table table = new L2Table(header, host, runs);
        int length = (int) header.clusterSize();
        ByteBuffer buffer = tables > MANY ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        long reach = header.clusterSize() * header.l2Entries();
        forEachTable((index, offset) -> {
            file.read(offset, buffer.clear());
            table.read(buffer.flip(), index * reach);
        });
        return runs.map();
    }

    /**
     * A table that serves twice would let a small file claim a huge map, and no writer makes one. Returns how many there
     * are.
     */
    private int requireDistinctTables(HostRanges host) {
        LongStream.Builder found = LongStream.builder();
        forEachTable((index, offset) -> {
            host.requireTable(offset, index);
            found.add(offset);
        });
        long[] offsets = found.build().sorted().toArray();
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] == offsets[i - 1]) {
                throw Invalid.mapping("two L1 entries share the L2 table at " + Invalid.hex(offsets[i]));
            }
        }
        return offsets.length;
    }

    private interface TableVisitor {
        void visit(long index, long offset);
    }

    /** The L1 entries that the virtual size needs and that are in use, in order. */
    private void forEachTable(TableVisitor visitor) {
        long reach = header.clusterSize() * header.l2Entries();
        long needed = (header.virtualSize().bytes() + reach - 1) / reach;
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(L1_CHUNK, needed * Long.BYTES));
        long index = 0;
        while (index < needed) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), (needed - index) * Long.BYTES));
            if (file.read(header.l1TableOffset() + index * Long.BYTES, chunk) < chunk.limit()) {
                throw Invalid.mapping("the file ends within the L1 table");
            }
            for (chunk.flip(); chunk.hasRemaining(); index++) {
                visit(index, chunk.getLong(), visitor);
            }
        }
    }

    private static void visit(long index, long entry, TableVisitor visitor) {
        if ((entry & ~(OFFSET | USED_ONCE)) != 0) {
            throw Invalid.mapping("L1 entry " + index + " has reserved bits: " + Invalid.hex(entry));
        }
        if ((entry & OFFSET) != 0) {
            visitor.visit(index, entry & OFFSET);
        }
    }
}
