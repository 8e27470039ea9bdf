package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import org.chainsmith.qemuimg.storage.ImageFile;

/** The part of the L1 table that the virtual size needs, read in chunks. */
final class L1Table {
    private static final int CHUNK = 64 * 1024;
    private static final long OFFSET = 0x00fffffffffffe00L;
    private static final long USED_ONCE = 1L << 63;

    /** Takes the place of an L2 table. */
    interface Visitor {
        void visit(long index, long offset);
    }

    private final ImageFile file;
    private final long offset;
    private final long needed;

    L1Table(ImageFile file, Qcow2Header header) {
        long reach = header.clusterSize() * header.l2Entries();
        this.file = file;
        this.offset = header.l1TableOffset();
        this.needed = (header.virtualSize().bytes() + reach - 1) / reach;
    }

    /** The entries that are in use, in order. */
    void forEach(Visitor visitor) {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, needed * Long.BYTES));
        long index = 0;
        while (index < needed) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), (needed - index) * Long.BYTES));
            if (file.read(offset + index * Long.BYTES, chunk) < chunk.limit()) {
                throw Invalid.mapping("the file ends within the L1 table");
            }
            for (chunk.flip(); chunk.hasRemaining(); index++) {
                visit(index, chunk.getLong(), visitor);
            }
        }
    }

    private static void visit(long index, long entry, Visitor visitor) {
        if ((entry & ~(OFFSET | USED_ONCE)) != 0) {
            throw Invalid.mapping("L1 entry " + index + " has reserved bits: " + Invalid.hex(entry));
        }
        if ((entry & OFFSET) != 0) {
            visitor.visit(index, entry & OFFSET);
        }
    }
}
