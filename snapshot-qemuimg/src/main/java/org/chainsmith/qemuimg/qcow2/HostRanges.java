package org.chainsmith.qemuimg.qcow2;

import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.ImageFile;

/** Where in the file clusters may lie: inside it, aligned, and not upon the header, the L1 or the refcount table. */
final class HostRanges {
    private final long clusterSize;
    private final ImageFile file;
    private long fileLength;
    private final long l1Start;
    private final long l1End;
    private final long refcountStart;
    private final long refcountEnd;

    HostRanges(ImageFile file, Qcow2Header header) {
        this.clusterSize = header.clusterSize();
        this.file = file;
        this.fileLength = file.status().size();
        this.l1Start = header.l1TableOffset();
        this.l1End = l1Start + (long) header.l1Entries() * Long.BYTES;
        this.refcountStart = header.refcountTableOffset();
        this.refcountEnd = refcountStart + header.refcountTableClusters() * clusterSize;
    }

    /** A table of one cluster; what it lacks at the end of the file is unallocated. */
    void requireTable(long offset, String name) {
        String fault = clusterFault(offset);
        if (!fault.isEmpty()) {
            throw Invalid.mapping(name + fault + Invalid.hex(offset));
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

    private String fault(long offset, long length) {
        if (leavesFile(offset, length)) {
            return " leaves the file of " + fileLength + " bytes: ";
        }
        boolean upon = offset < clusterSize
                || (offset < l1End && l1Start < offset + length)
                || (offset < refcountEnd && refcountStart < offset + length);
        return upon ? " lies upon the image's own tables: " : "";
    }

    /** The file may have grown: a guest may be writing to it. */
    private boolean leavesFile(long offset, long length) {
        if (leavesKnown(offset, length)) {
            fileLength = file.status().size();
        }
        return leavesKnown(offset, length);
    }

    /** What begins inside the file may end less than a cluster behind it. */
    private boolean leavesKnown(long offset, long length) {
        return offset < 0 || offset >= fileLength || offset - fileLength >= clusterSize - length;
    }
}
