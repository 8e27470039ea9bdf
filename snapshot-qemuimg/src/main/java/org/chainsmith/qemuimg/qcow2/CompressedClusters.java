package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import org.chainsmith.qemuimg.posix.PosixFile;

/**
 * What a bounded search for compressed clusters came to. A fact, not a check: entries that cannot be are passed over.
 *
 * @param found whether there is one among what was looked at
 * @param complete whether the tables in use are no more than was granted
 */
public record CompressedClusters(boolean found, boolean complete) {
    private static final long COMPRESSED = 1L << 62;
    private static final long OFFSET = 0x00fffffffffffe00L;
    private static final int CHUNK = 64 * 1024;

    /**
     * Searches an image.
     *
     * @param most how many bytes of L1 and L2 tables are read at most
     */
    public static CompressedClusters search(PosixFile file, Qcow2Header header, long most) {
        Search search = new Search(file, header, most);
        search.throughL1();
        return new CompressedClusters(search.found, search.budget > 0);
    }

    private static final class Search {
        private final PosixFile file;
        private final Qcow2Header header;
        private final long fileLength;
        private final ByteBuffer chunk;
        private long budget;
        private boolean found;

        Search(PosixFile file, Qcow2Header header, long budget) {
            this.file = file;
            this.header = header;
            this.fileLength = file.status().size();
            this.chunk = ByteBuffer.allocate((int) Math.min(CHUNK, header.clusterSize()));
            this.budget = budget;
        }

        void throughL1() {
            long end = (long) header.l1Entries() * Long.BYTES;
            ByteBuffer l1 = ByteBuffer.allocate((int) Math.min(CHUNK, end));
            for (long at = 0; at < end && budget > 0; at += CHUNK) {
                l1.clear().limit((int) Math.min(l1.capacity(), end - at));
                int count = file.read(header.l1TableOffset() + at, l1);
                budget -= count;
                for (int i = 0; i + Long.BYTES <= count && budget > 0; i += Long.BYTES) {
                    table(l1.getLong(i) & OFFSET);
                }
            }
        }

        private void table(long offset) {
            if (offset == 0 || offset >= fileLength) {
                return;
            }
            budget -= header.clusterSize();
            int width = header.extendedL2() ? 2 * Long.BYTES : Long.BYTES;
            for (long at = 0; at < header.clusterSize() && !found; at += chunk.capacity()) {
                int count = file.read(offset + at, chunk.clear());
                for (int i = 0; i + width <= count; i += width) {
                    found |= (chunk.getLong(i) & COMPRESSED) != 0;
                }
            }
        }
    }
}
