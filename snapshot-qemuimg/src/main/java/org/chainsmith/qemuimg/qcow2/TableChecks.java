package org.chainsmith.qemuimg.qcow2;

import java.util.ArrayList;
import java.util.List;

/** Where the tables of an image may lie: aligned, not too large, inside the file, none upon another. */
final class TableChecks {
    /** Bytes of the file, {@code end} excluded. */
    private record Region(String name, long start, long end) {}

    private final long clusterSize;
    private final long fileLength;
    private final List<Region> regions = new ArrayList<>();

    TableChecks(long clusterSize, long fileLength) {
        this.clusterSize = clusterSize;
        this.fileLength = fileLength;
        regions.add(new Region("the header", 0, clusterSize));
    }

    /**
     * Checks a table and keeps its place.
     *
     * @param count below 2^32
     * @param unit bytes of an entry, at most 2 MiB
     * @param limit most bytes of the table
     */
    void table(String name, long offset, long count, long unit, long limit) {
        if (count * unit > limit) {
            throw Invalid.header(
                    name + " has " + count + " entries of " + unit + " bytes, more than " + limit + " bytes");
        }
        region(name, offset, count * unit);
    }

    /** Checks a part of the file and keeps its place; an empty one must only be aligned. */
    void region(String name, long offset, long length) {
        if (offset < 0 || offset % clusterSize != 0) {
            throw Invalid.header(name + " is not aligned to a cluster: offset " + Invalid.hex(offset));
        }
        if (length == 0) {
            return;
        }
        if (length < 0 || length > fileLength || offset > fileLength - length) {
            throw Invalid.header(name + " leaves the file: offset " + Invalid.hex(offset) + ", " + length
                    + " bytes, file of " + fileLength + " bytes");
        }
        for (Region other : regions) {
            if (offset < other.end && other.start < offset + length) {
                throw Invalid.header(name + " lies upon " + other.name + ": offset " + Invalid.hex(offset));
            }
        }
        regions.add(new Region(name, offset, offset + length));
    }
}
