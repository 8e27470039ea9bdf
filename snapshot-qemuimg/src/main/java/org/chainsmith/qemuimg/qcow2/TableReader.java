package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The places and sizes of all tables that the header names, each checked alone and against the others. */
final class TableReader {
    static final int L1_OFFSET_AT = 40;
    static final int REFCOUNT_OFFSET_AT = 48;

    private static final long LARGEST_L1 = 32L << 20;
    private static final long LARGEST_REFCOUNT_TABLE = 8L << 20;
    private static final long MOST_SNAPSHOTS = 65536;
    private static final long SMALLEST_SNAPSHOT = 40;
    private static final long MOST_BITMAPS = 65535;
    private static final long SMALLEST_BITMAP = 24;
    private static final long LARGEST_BITMAP_DIRECTORY = 64L << 20;
    private static final long AES = 1;
    private static final long LUKS = 2;

    private final HeaderBytes bytes;
    private final long clusterSize;
    private final TableChecks checks;

    TableReader(HeaderBytes bytes, long clusterSize, long fileLength) {
        this.bytes = bytes;
        this.clusterSize = clusterSize;
        this.checks = new TableChecks(clusterSize, fileLength);
    }

    long l1(long virtualSize, int bitsPerEntry) {
        long entries = bytes.uint32(36);
        long needed = (virtualSize + (1L << bitsPerEntry) - 1) >>> bitsPerEntry;
        if (entries < needed) {
            throw Invalid.header("the L1 table has " + entries + " entries, the virtual size needs " + needed);
        }
        checks.table("the L1 table", bytes.uint64(L1_OFFSET_AT), entries, Long.BYTES, LARGEST_L1);
        return entries;
    }

    long refcounts() {
        long clusters = bytes.uint32(56);
        if (clusters == 0) {
            throw Invalid.header("no refcount table");
        }
        checks.table(
                "the refcount table", bytes.uint64(REFCOUNT_OFFSET_AT), clusters, clusterSize, LARGEST_REFCOUNT_TABLE);
        return clusters;
    }

    long snapshots() {
        long count = bytes.uint32(60);
        checks.table(
                "the snapshot table", bytes.uint64(64), count, SMALLEST_SNAPSHOT, MOST_SNAPSHOTS * SMALLEST_SNAPSHOT);
        return count;
    }

    /** LUKS has a header of its own and a pointer to it; nothing else has. */
    boolean encryption(HeaderExtensions extensions) {
        long method = bytes.uint32(32);
        if (method != 0 && method != AES && method != LUKS) {
            throw Invalid.header("encryption method " + method);
        }
        Optional<ByteBuffer> pointer = extensions.fixed(HeaderExtensions.ENCRYPTION, 16);
        if (pointer.isPresent() != (method == LUKS)) {
            throw Invalid.header("encryption method " + method + (pointer.isPresent() ? " with" : " without")
                    + " an encryption header");
        }
        pointer.ifPresent(p -> checks.region("the encryption header", p.getLong(0), p.getLong(8)));
        return method != 0;
    }

    /** The extension counts only while its feature bit says that it is consistent. */
    long bitmaps(HeaderExtensions extensions, long autoclear) {
        Optional<ByteBuffer> extension = extensions.fixed(HeaderExtensions.BITMAPS, 24);
        if ((autoclear & Qcow2Features.AUTOCLEAR_BITMAPS) == 0) {
            return 0;
        }
        ByteBuffer fields = extension.orElseThrow(() -> Invalid.header("bitmaps announced without their extension"));
        long count = Integer.toUnsignedLong(fields.getInt(0));
        long length = fields.getLong(8);
        if (count < 1 || count > MOST_BITMAPS || fields.getInt(4) != 0) {
            throw Invalid.header("bitmaps extension of " + count + " bitmaps");
        }
        if (length < count * SMALLEST_BITMAP || length > LARGEST_BITMAP_DIRECTORY) {
            throw Invalid.header("bitmap directory of " + length + " bytes for " + count + " bitmaps");
        }
        checks.region("the bitmap directory", fields.getLong(16), length);
        return count;
    }
}
