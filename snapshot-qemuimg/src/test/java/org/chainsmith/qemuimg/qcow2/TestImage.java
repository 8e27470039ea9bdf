package org.chainsmith.qemuimg.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;

/**
 * A small valid image, made by hand, for tests to spoil: clusters of 4 KiB; cluster 1 is the refcount table, 2 a
 * refcount block, 3 the L1 table, 4 the only L2 table, 5 and 6 data. With extended L2 entries clusters have 16 KiB.
 */
final class TestImage {
    static final int L1_ENTRIES = 4;
    private static final int CLUSTERS = 7;

    final int cluster;
    private final int entryWidth;
    private ByteBuffer bytes;
    private int extensionsEnd;

    private TestImage(int clusterBits, int version, long incompatible) {
        this.cluster = 1 << clusterBits;
        this.entryWidth = (incompatible & Qcow2Features.EXTENDED_L2) != 0 ? 16 : 8;
        this.bytes = ByteBuffer.allocate(CLUSTERS * cluster);
        this.extensionsEnd = version == 2 ? 72 : 104;
        u32(0, Qcow2Header.MAGIC).u32(4, version).u32(20, clusterBits);
        u64(24, L1_ENTRIES * tableReach());
        u32(36, L1_ENTRIES).u64(40, l1());
        u64(48, cluster).u32(56, 1);
        if (version == 3) {
            u64(72, incompatible).u32(96, 4).u32(100, 104);
        }
        u64(cluster, 2L * cluster);
        u64(l1(), l2() | 1L << 63);
    }

    static TestImage version3() {
        return new TestImage(12, 3, 0);
    }

    static TestImage version2() {
        return new TestImage(12, 2, 0);
    }

    static TestImage extended() {
        return new TestImage(14, 3, Qcow2Features.EXTENDED_L2);
    }

    /** With 112 bytes of header and a compression type. */
    TestImage compression(int type) {
        extensionsEnd = 112;
        return u32(100, 112).u8(104, type);
    }

    int l1() {
        return 3 * cluster;
    }

    int l2() {
        return 4 * cluster;
    }

    int data() {
        return 5 * cluster;
    }

    /** Guest bytes under one L2 table. */
    long tableReach() {
        return (long) cluster / entryWidth * cluster;
    }

    TestImage l2Entry(int index, long entry) {
        return u64(l2() + index * entryWidth, entry);
    }

    TestImage l2Entry(int index, long entry, long subclusters) {
        return l2Entry(index, entry).u64(l2() + index * entryWidth + 8, subclusters);
    }

    TestImage u8(int offset, int value) {
        bytes.put(offset, (byte) value);
        return this;
    }

    TestImage u32(int offset, long value) {
        bytes.putInt(offset, (int) value);
        return this;
    }

    TestImage u64(int offset, long value) {
        bytes.putLong(offset, value);
        return this;
    }

    TestImage raw(int offset, byte[] value) {
        bytes.put(offset, value);
        return this;
    }

    /** Appends a header extension; the area is followed by zeros, which end it. */
    TestImage extension(int type, byte[] content) {
        u32(extensionsEnd, type).u32(extensionsEnd + 4, content.length).raw(extensionsEnd + 8, content);
        extensionsEnd += 8 + (content.length + 7) / 8 * 8;
        return this;
    }

    /** Appends a header extension that claims a length. */
    TestImage extensionOfLength(int type, long length) {
        return u32(extensionsEnd, type).u32(extensionsEnd + 4, length);
    }

    TestImage backing(String name) {
        return backing(name.getBytes(UTF_8));
    }

    TestImage backing(byte[] name) {
        int offset = extensionsEnd + 8;
        return u64(8, offset).u32(16, name.length).raw(offset, name);
    }

    TestImage length(int length) {
        byte[] content = Arrays.copyOf(bytes.array(), length);
        bytes = ByteBuffer.wrap(content);
        return this;
    }

    int length() {
        return bytes.capacity();
    }

    TestImage copy() {
        TestImage copy = new TestImage(
                Integer.numberOfTrailingZeros(cluster), 3, entryWidth == 16 ? Qcow2Features.EXTENDED_L2 : 0);
        copy.bytes = ByteBuffer.wrap(bytes.array().clone());
        return copy;
    }

    /** Writes it as a new file of the directory, and opens that. */
    PosixFile in(Directory directory) {
        PosixFile file = directory.createNew("image", 0600);
        writeTo(file);
        return file;
    }

    void writeTo(PosixFile file) {
        file.truncate(length());
        file.write(0, bytes.duplicate().clear());
    }
}
