package org.chainsmith.qemuimg.qcow2;

import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * Which guest bytes an image provides itself, read from its L1 and L2 tables. Only right while nobody writes the image: a
 * running QEMU keeps newer tables in memory.
 *
 * <p>Memory: that of {@link Qcow2Tables#check}, and a few bytes for each run. Cost: one read for each L2 table in use.
 */
public final class Qcow2Allocation {
    /** Some 16 MiB at worst. A disk in so many pieces holds at least 128 GiB in clusters of 64 KiB. */
    public static final int MOST_RUNS = 2 << 20;

    /** The tables of 64 TiB in clusters of 64 KiB; seconds to read. */
    private static final long MOST_BYTES = 8L << 30;

    private Qcow2Allocation() {}

    /**
     * Reads the map, clipped to the virtual size. Data are normal and compressed clusters, zeros are clusters that read
     * as zeros whether or not space is reserved for them; with extended L2 entries so for each subcluster.
     *
     * @param header of the same file
     * @throws SnapshotException as {@link Qcow2Tables#check}, and IMAGE_TOO_LARGE for more than 2 Mi runs or 8 GiB of
     *     tables
     */
    public static AllocationMap read(ImageFile file, Qcow2Header header) {
        return read(file, header, MOST_RUNS);
    }

    /** {@link #read(ImageFile, Qcow2Header)} with memory granted for so many runs only. */
    static AllocationMap read(ImageFile file, Qcow2Header header, int mostRuns) {
        Runs runs = new Runs(header.virtualSize().bytes(), mostRuns);
        Qcow2Tables.read(file, header, MOST_BYTES, runs);
        return runs.map();
    }
}
