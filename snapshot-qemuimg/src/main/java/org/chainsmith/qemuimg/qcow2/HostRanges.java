package org.chainsmith.qemuimg.qcow2;

import org.chainsmith.core.error.SnapshotException;

/** Where in the file clusters may lie: inside it, aligned, and not upon the header, the L1 or the refcount table. */
final class HostRanges {
    private final long clusterSize;
    private final long fileLength;
    private final long l1Start;
    private final long l1End;
    private final long refcountStart;
    private final long refcountEnd;

    HostRanges(Qcow2Header header, long fileLength) {
        this.clusterSize = header.clusterSize();
        this.fileLength = fileLength;
        this.l1Start = header.l1TableOffset();
        this.l1End = l1Start + (long) header.l1Entries() * Long.BYTES;
        this.refcountStart = header.refcountTableOffset();
        this.refcountEnd = refcountStart + header.refcountTableClusters() * clusterSize;
    }

    /** An L2 table; what it lacks at the end of the file is unallocated. */
    void requireTable(long offset, long index) {
        String fault = clusterFault(offset);
        if (!fault.isEmpty()) {
            throw Invalid.mapping("the L2 table of L1 entry " + index + fault + Invalid.hex(offset));
        }
    }

    /** A cluster of data; the last one of a file may be cut short, as QEMU leaves it. */
    void requireCluster(long offset, long guest) {
        String fault = clusterFault(offset);
        if (!fault.isEmpty()) {
            throw cluster(fault, offset, guest);
        }
    }

    /** Compressed data, in whole sectors. */
    void requireBytes(long offset, long length, long guest) {
        String fault = fault(offset, length);
        if (!fault.isEmpty()) {
            throw cluster(fault, offset, guest);
        }
    }

    private static SnapshotException cluster(String fault, long offset, long guest) {
        return Invalid.mapping("the cluster of guest offset " + Invalid.hex(guest) + fault + Invalid.hex(offset));
    }

    private String clusterFault(long offset) {
        return (offset & (clusterSize - 1)) != 0 ? " is not aligned: " : fault(offset, clusterSize);
    }

    /** What begins inside the file may end less than a cluster behind it. Offsets are below 2^56. */
    private String fault(long offset, long length) {
        if (offset >= fileLength || offset + length - fileLength >= clusterSize) {
            return " leaves the file of " + fileLength + " bytes: ";
        }
        boolean upon = offset < clusterSize
                || (offset < l1End && l1Start < offset + length)
                || (offset < refcountEnd && refcountStart < offset + length);
        return upon ? " lies upon the image's own tables: " : "";
    }
}
