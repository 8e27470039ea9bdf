package org.chainsmith.qemuimg.inspect;

import java.util.function.Supplier;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.qemuimg.qcow2.Qcow2Allocation;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.storage.ImageFile;

/** What an image provides itself. */
public final class Allocations {
    private Allocations() {}

    /**
     * Reads the map of an image of this tracked format. While QEMU has it open for writing, the map is a lower bound: what
     * QEMU has allocated since, it may still keep in memory.
     */
    public static AllocationMap of(ImageFormat format, ImageFile file) {
        return format == ImageFormat.RAW ? marked(file, () -> raw(file)) : qcow2(file, Qcow2Header.read(file));
    }

    static AllocationMap qcow2(ImageFile file, Qcow2Header header) {
        return marked(file, () -> Qcow2Allocation.read(file, header).in(header.tables()));
    }

    private static AllocationMap marked(ImageFile file, Supplier<AllocationMap> read) {
        boolean written = Writers.haveOpen(file);
        AllocationMap map = read.get();
        return written || Writers.haveOpen(file) ? map.asLowerBound() : map;
    }

    /** Holes are zeros; a file system that does not tell has data everywhere. */
    private static AllocationMap raw(ImageFile file) {
        long size = VirtualSize.ofLength(file.status().size()).bytes();
        ExtentMap whole = ExtentMap.whole(size);
        ExtentMap data = file.dataExtents().orElse(whole).below(size);
        return new AllocationMap(data, whole.difference(data));
    }
}
