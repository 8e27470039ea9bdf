package org.chainsmith.qemuimg.inspect;

import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.chainsmith.qemuimg.qcow2.Qcow2Allocation;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;

/** What an image provides itself. */
public final class Allocations {
    private Allocations() {}

    /** Reads the map of an image of this tracked format. */
    public static AllocationMap of(ImageFormat format, PosixFile file) {
        return format == ImageFormat.RAW ? raw(file) : Qcow2Allocation.read(file, Qcow2Header.read(file));
    }

    /** Holes are zeros; a file system that does not tell has data everywhere. */
    private static AllocationMap raw(PosixFile file) {
        long size = VirtualSize.ofLength(file.status().size()).bytes();
        ExtentMap whole = ExtentMap.whole(size);
        ExtentMap data = file.dataExtents().orElse(whole).below(size);
        return new AllocationMap(data, whole.difference(data));
    }
}
