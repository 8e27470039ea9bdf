package org.chainsmith.qemuimg.qcow2;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.chainsmith.core.chain.Tables;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * What the header of a qcow2 image says, version 2 or 3: facts of a structure that is valid in itself. Whether an image
 * of such facts may be used is the caller's decision. Source: QEMU, docs/interop/qcow2, and the limits that QEMU sets.
 *
 * @param clusterBits 9 to 21; 14 at least with extended L2 entries
 * @param virtualSize a multiple of 512
 * @param backingName as stored, up to 1023 bytes of valid UTF-8; control characters and all, so judge it before use
 * @param backingFormat as stored, up to 15 bytes; may be there without a backing name
 * @param dataFile the name of an external data file as stored; may be there without {@link #externalDataFile()}
 * @param incompatibleFeatures only known bits
 * @param refcountOrder 0 to 6: a refcount has {@code 1 << order} bits
 * @param encrypted whether the header names an encryption, AES or LUKS
 * @param internalSnapshots 0 to 65536; their table is not read
 * @param bitmaps how many persistent bitmaps are stored consistently, 0 to 65535; their directory is not read
 * @param l1Entries enough for the virtual size, at most 4 Mi
 * @param refcountTableClusters 1 or more, 8 MiB in all at most
 */
public record Qcow2Header(
        int version,
        int clusterBits,
        VirtualSize virtualSize,
        Optional<String> backingName,
        Optional<String> backingFormat,
        Optional<String> dataFile,
        long incompatibleFeatures,
        long compatibleFeatures,
        long autoclearFeatures,
        int refcountOrder,
        boolean encrypted,
        int internalSnapshots,
        int bitmaps,
        long l1TableOffset,
        int l1Entries,
        long refcountTableOffset,
        int refcountTableClusters) {
    static final int MAGIC = 'Q' << 24 | 'F' << 16 | 'I' << 8 | 0xfb;

    public Qcow2Header {
        requireNonNull(virtualSize, "virtualSize is null");
        requireNonNull(backingName, "backingName is null");
        requireNonNull(backingFormat, "backingFormat is null");
        requireNonNull(dataFile, "dataFile is null");
    }

    /** Whether the file begins as a qcow2 image does. That says nothing about its format, which is never guessed. */
    public static boolean hasMagic(ImageFile file) {
        ByteBuffer start = ByteBuffer.allocate(Integer.BYTES);
        return file.read(0, start) == Integer.BYTES && start.getInt(0) == MAGIC;
    }

    /**
     * Reads and validates the header; one read of 1 KiB for ordinary images.
     *
     * @throws SnapshotException FORMAT_MISMATCH without the magic; FEATURE_UNKNOWN; IMAGE_TOO_LARGE from 2^61 bytes on;
     *     BACKING_NAME_REFUSED and BACKING_FORMAT_REFUSED for bytes that are no UTF-8; HEADER_INVALID for all else that
     *     contradicts the format or the file's length, with the fact
     */
    public static Qcow2Header read(ImageFile file) {
        return read(file, file.status().size());
    }

    /** {@link #read(ImageFile)} of a file whose length is known. */
    public static Qcow2Header read(ImageFile file, long fileLength) {
        try {
            return new HeaderReader(new HeaderBytes(file), fileLength).read();
        } catch (SnapshotException e) {
            throw e.ofImage(file.name());
        }
    }

    /** Refcounts may be wrong: the image was not closed properly, or is in use with lazy refcounts. */
    public boolean dirty() {
        return has(Qcow2Features.DIRTY);
    }

    /** QEMU found the image corrupt. */
    public boolean corrupt() {
        return has(Qcow2Features.CORRUPT);
    }

    /** The data are in another file. */
    public boolean externalDataFile() {
        return has(Qcow2Features.EXTERNAL_DATA_FILE);
    }

    /** Clusters are allocated in 32 subclusters. */
    public boolean extendedL2() {
        return has(Qcow2Features.EXTENDED_L2);
    }

    public long clusterSize() {
        return 1L << clusterBits;
    }

    /** How many guest clusters one L2 table maps. */
    public int l2Entries() {
        return 1 << (clusterBits - (extendedL2() ? 4 : 3));
    }

    /** The L2 tables, one cluster each. */
    public Tables tables() {
        return new Tables(clusterSize(), l2Entries() * clusterSize());
    }

    private boolean has(long feature) {
        return (incompatibleFeatures & feature) != 0;
    }
}
