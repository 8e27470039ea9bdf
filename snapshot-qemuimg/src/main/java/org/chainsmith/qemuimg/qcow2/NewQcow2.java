package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * An empty image, byte for byte as {@code qemu-img create} of QEMU 7.2 makes it by default: version 3, clusters of
 * 64 KiB, 16-bit refcounts, no optional feature. Its clusters are the header, the refcount table, one refcount block
 * and the L1 table, of which only the entries that are not zero are written: the rest is holes. Source: QEMU,
 * docs/interop/qcow2.
 */
public final class NewQcow2 {
    private static final int CLUSTER_BITS = 16;
    private static final int CLUSTER = 1 << CLUSTER_BITS;
    private static final int ENTRY = Long.BYTES;
    private static final long L2_TABLE_SPAN = (long) CLUSTER / ENTRY * CLUSTER;
    private static final int MAX_L1_LENGTH = 32 << 20;

    private static final int VERSION = 3;
    private static final int HEADER_LENGTH = 112;
    private static final int REFCOUNT_ORDER = 4;
    private static final long REFCOUNT_TABLE = CLUSTER;
    private static final long REFCOUNT_BLOCK = 2L * CLUSTER;
    private static final long L1_TABLE = 3L * CLUSTER;

    private static final int FEATURE_NAMES = 0x6803f857;
    private static final int FEATURE_NAME_LENGTH = 46;
    private static final int INCOMPATIBLE = 0;
    private static final int COMPATIBLE = 1;
    private static final int AUTOCLEAR = 2;

    /** A feature bit and its name, for programs that do not know it. */
    private record Feature(int type, int bit, String name) {}

    private static final List<Feature> FEATURES = List.of(
            new Feature(INCOMPATIBLE, 0, "dirty bit"),
            new Feature(INCOMPATIBLE, 1, "corrupt bit"),
            new Feature(INCOMPATIBLE, 2, "external data file"),
            new Feature(INCOMPATIBLE, 3, "compression type"),
            new Feature(INCOMPATIBLE, 4, "extended L2 entries"),
            new Feature(COMPATIBLE, 0, "lazy refcounts"),
            new Feature(AUTOCLEAR, 0, "bitmaps"),
            new Feature(AUTOCLEAR, 1, "raw external data"));

    private final VirtualSize size;
    private final Optional<Backing> backing;
    private final int l1Entries;

    /**
     * What an overlay is put on.
     *
     * @param text by which the header names it, at most 1023 bytes
     */
    public record Backing(String text, ImageFormat format) {
        /** Rejects a text that is too long for a header with LOCATION_REFUSED. */
        public Backing {
            if (text.getBytes(StandardCharsets.UTF_8).length > HeaderReader.LONGEST_BACKING_NAME) {
                throw new SnapshotException(
                        ErrorCode.LOCATION_REFUSED,
                        "A header cannot hold so long a location: " + ImageName.quoted(text));
            }
        }
    }

    /**
     * An image of this size.
     *
     * @throws SnapshotException IMAGE_TOO_LARGE for more than 2 PiB, which clusters of 64 KiB do not reach
     */
    public NewQcow2(VirtualSize size, Optional<Backing> backing) {
        long entries = (size.bytes() + L2_TABLE_SPAN - 1) / L2_TABLE_SPAN;
        if (entries * ENTRY > MAX_L1_LENGTH) {
            throw new SnapshotException(
                    ErrorCode.IMAGE_TOO_LARGE, "A qcow2 image with clusters of 64 KiB cannot have " + size + ".");
        }
        this.size = size;
        this.backing = backing;
        this.l1Entries = (int) entries;
    }

    /**
     * Writes it to an empty file, which is still to be synced.
     *
     * @param lengthUnit the length of the file is a multiple of it
     */
    public void writeTo(ImageFile file, int lengthUnit) {
        long length = L1_TABLE + (long) l1Entries * ENTRY;
        file.truncate((length + lengthUnit - 1) / lengthUnit * lengthUnit);
        file.write(0, header());
        file.write(
                REFCOUNT_TABLE,
                ByteBuffer.allocate(ENTRY).putLong(REFCOUNT_BLOCK).flip());
        file.write(REFCOUNT_BLOCK, refcounts());
    }

    /** Every cluster up to the end of the L1 table is used once. */
    private ByteBuffer refcounts() {
        int clusters = (int) (L1_TABLE / CLUSTER) + (l1Entries * ENTRY + CLUSTER - 1) / CLUSTER;
        ByteBuffer counts = ByteBuffer.allocate(clusters * Short.BYTES);
        while (counts.hasRemaining()) {
            counts.putShort((short) 1);
        }
        return counts.flip();
    }

    private ByteBuffer header() {
        ByteBuffer extensions = extensions();
        byte[] name = backing.map(below -> below.text().getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
        int nameOffset = HEADER_LENGTH + extensions.remaining();
        ByteBuffer header = ByteBuffer.allocate(nameOffset + name.length);
        header.putInt(Qcow2Header.MAGIC).putInt(VERSION);
        header.putLong(backing.isPresent() ? nameOffset : 0).putInt(name.length);
        header.putInt(CLUSTER_BITS).putLong(size.bytes());
        header.putInt(0); // no encryption
        header.putInt(l1Entries).putLong(l1Entries == 0 ? 0 : L1_TABLE);
        header.putLong(REFCOUNT_TABLE).putInt(1);
        header.putInt(0).putLong(0); // no internal snapshots
        header.putLong(0).putLong(0).putLong(0); // no features
        header.putInt(REFCOUNT_ORDER).putInt(HEADER_LENGTH);
        header.position(HEADER_LENGTH); // compression type 0: zlib
        return header.put(extensions).put(name).flip();
    }

    private ByteBuffer extensions() {
        ByteBuffer formatName = ByteBuffer.wrap(
                backing.map(below -> below.format().id()).orElse("").getBytes(StandardCharsets.US_ASCII));
        ByteBuffer extensions = ByteBuffer.allocate(CLUSTER);
        if (backing.isPresent()) {
            putExtension(extensions, HeaderExtensions.BACKING_FORMAT, formatName);
        }
        putExtension(extensions, FEATURE_NAMES, featureNames());
        return extensions.putLong(0).flip(); // the end
    }

    private static void putExtension(ByteBuffer extensions, int type, ByteBuffer content) {
        extensions.putInt(type).putInt(content.remaining()).put(content);
        extensions.position((extensions.position() + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
    }

    private static ByteBuffer featureNames() {
        ByteBuffer table = ByteBuffer.allocate(FEATURES.size() * (2 + FEATURE_NAME_LENGTH));
        for (Feature feature : FEATURES) {
            byte[] name = feature.name().getBytes(StandardCharsets.US_ASCII);
            table.put((byte) feature.type()).put((byte) feature.bit()).put(name);
            table.position(table.position() + FEATURE_NAME_LENGTH - name.length);
        }
        return table.flip();
    }
}
