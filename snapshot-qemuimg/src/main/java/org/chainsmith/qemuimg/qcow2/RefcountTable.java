package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.chainsmith.qemuimg.storage.ImageFile;

/** The refcount table, read in chunks. The refcounts themselves are for qemu-img check to judge. */
final class RefcountTable {
    private static final int CHUNK = 64 * 1024;
    private static final long RESERVED = 0x1ff;

    private final ImageFile file;
    private final long offset;
    private final long length;

    RefcountTable(ImageFile file, Qcow2Header header) {
        this.file = file;
        this.offset = header.refcountTableOffset();
        this.length = header.refcountTableClusters() * header.clusterSize();
    }

    /** The places of all refcount blocks, in the order of the table. */
    void forEachBlock(LongConsumer blocks) {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, length));
        for (long at = 0; at < length; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), length - at));
            if (file.read(offset + at, chunk) < chunk.limit()) {
                throw Invalid.mapping("the file ends within the refcount table");
            }
            for (chunk.flip(); chunk.hasRemaining(); ) {
                long entry = chunk.getLong();
                if ((entry & RESERVED) != 0) {
                    throw Invalid.mapping("a refcount table entry has reserved bits: " + Invalid.hex(entry));
                }
                if (entry != 0) {
                    blocks.accept(entry);
                }
            }
        }
    }
}
