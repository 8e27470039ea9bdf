package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * One reading of a header, in the order in which each number is first needed. All numbers are unsigned: 32 bits are held
 * in a long, and 64 bits with the top bit set are negative and refused where they count something.
 */
final class HeaderReader {
    private static final int V2_LENGTH = 72;
    private static final int V3_LENGTH = 104;
    private static final int SMALLEST_CLUSTER_BITS = 9;
    private static final int LARGEST_CLUSTER_BITS = 21;
    private static final int SMALLEST_EXTENDED_CLUSTER_BITS = 14;
    private static final int LARGEST_REFCOUNT_ORDER = 6;
    private static final int V2_REFCOUNT_ORDER = 4;
    private static final int SECTOR = 512;
    static final int LONGEST_BACKING_NAME = 1023;
    private static final int LONGEST_BACKING_FORMAT = 15;
    private static final int LONGEST_DATA_FILE = 4095;

    private final HeaderBytes bytes;
    private final long fileLength;
    private final int version;
    private final int clusterBits;
    private final long incompatible;
    private final int headerLength;

    HeaderReader(HeaderBytes bytes, long fileLength) {
        this.bytes = bytes;
        this.fileLength = fileLength;
        this.version = version();
        this.incompatible = since3(72);
        Qcow2Features.requireKnown(incompatible);
        this.clusterBits = clusterBits();
        this.headerLength = headerLength();
    }

    Qcow2Header read() {
        Qcow2Features.requireCompression(incompatible, headerLength > V3_LENGTH ? bytes.uint8(V3_LENGTH) : 0);
        VirtualSize size = virtualSize();
        int nameOffset = nameOffset();
        HeaderExtensions extensions =
                new HeaderExtensions(bytes, headerLength, nameOffset == 0 ? 1 << clusterBits : nameOffset);
        TableReader tables = new TableReader(bytes, 1L << clusterBits, fileLength);
        long l1Entries = tables.l1(size.bytes(), bitsPerL1Entry());
        long refcountClusters = tables.refcounts();
        long snapshots = tables.snapshots();
        boolean encrypted = tables.encryption(extensions);
        long bitmaps = tables.bitmaps(extensions, since3(88));
        return new Qcow2Header(
                version,
                clusterBits,
                size,
                backingName(nameOffset),
                extensions
                        .string(HeaderExtensions.BACKING_FORMAT, LONGEST_BACKING_FORMAT)
                        .map(b -> HeaderStrings.decoded(b, ErrorCode.BACKING_FORMAT_REFUSED, "backing format")),
                extensions
                        .string(HeaderExtensions.DATA_FILE, LONGEST_DATA_FILE)
                        .map(b -> HeaderStrings.decoded(b, ErrorCode.DATA_FILE, "name of an external data file")),
                incompatible,
                since3(80),
                since3(88),
                refcountOrder(),
                encrypted,
                (int) snapshots,
                (int) bitmaps,
                bytes.uint64(TableReader.L1_OFFSET_AT),
                (int) l1Entries,
                bytes.uint64(TableReader.REFCOUNT_OFFSET_AT),
                (int) refcountClusters);
    }

    private int version() {
        if ((int) bytes.uint32(0) != Qcow2Header.MAGIC) {
            throw new SnapshotException(ErrorCode.FORMAT_MISMATCH, "Not a qcow2 image: it does not begin as one");
        }
        long found = bytes.uint32(4);
        if (found != 2 && found != 3) {
            throw Invalid.header("version " + found);
        }
        return (int) found;
    }

    /** A field of 64 bits that version 2 has not. */
    private long since3(int offset) {
        return version == 2 ? 0 : bytes.uint64(offset);
    }

    private int clusterBits() {
        long found = bytes.uint32(20);
        int smallest = (incompatible & Qcow2Features.EXTENDED_L2) != 0
                ? SMALLEST_EXTENDED_CLUSTER_BITS
                : SMALLEST_CLUSTER_BITS;
        if (found < smallest || found > LARGEST_CLUSTER_BITS) {
            throw Invalid.header("cluster bits " + found + ", not " + smallest + " to " + LARGEST_CLUSTER_BITS);
        }
        return (int) found;
    }

    private int headerLength() {
        if (version == 2) {
            return V2_LENGTH;
        }
        long found = bytes.uint32(100);
        if (found < V3_LENGTH || found > 1L << clusterBits || found > fileLength || found % 8 != 0) {
            throw Invalid.header("header length " + found);
        }
        return (int) found;
    }

    private VirtualSize virtualSize() {
        long found = bytes.uint64(24);
        if (found < 0 || found >= 1L << 61) {
            throw new SnapshotException(
                    ErrorCode.IMAGE_TOO_LARGE, "Virtual size of " + Long.toUnsignedString(found) + " bytes");
        }
        if (found % SECTOR != 0) {
            throw Invalid.header("virtual size of " + found + " bytes, not of whole sectors");
        }
        return new VirtualSize(found);
    }

    private int refcountOrder() {
        long found = version == 2 ? V2_REFCOUNT_ORDER : bytes.uint32(96);
        if (found > LARGEST_REFCOUNT_ORDER) {
            throw Invalid.header("refcount order " + found);
        }
        return (int) found;
    }

    private int bitsPerL1Entry() {
        return 2 * clusterBits - ((incompatible & Qcow2Features.EXTENDED_L2) != 0 ? 4 : 3);
    }

    /** Where the backing file's name is, within the first cluster and behind the header; 0 without a backing file. */
    private int nameOffset() {
        long found = bytes.uint64(8);
        if (found != 0 && (found < headerLength || found >= 1L << clusterBits)) {
            throw Invalid.header("backing file name at offset " + Invalid.hex(found));
        }
        return (int) found;
    }

    private Optional<String> backingName(int offset) {
        if (offset == 0) {
            return Optional.empty();
        }
        long length = bytes.uint32(16);
        if (length < 1 || length > Math.min(LONGEST_BACKING_NAME, (1L << clusterBits) - offset)) {
            throw Invalid.header("backing file name of " + length + " bytes at offset " + Invalid.hex(offset));
        }
        ByteBuffer name = bytes.bytes(offset, (int) length);
        return Optional.of(HeaderStrings.decoded(name, ErrorCode.BACKING_NAME_REFUSED, "backing file name"));
    }
}
