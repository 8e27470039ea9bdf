package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * What reading all tables of an image came to: they are right.
 *
 * @param bytes of L2 tables that were read
 * @param compressed whether there are compressed clusters
 */
public record Qcow2Tables(long bytes, boolean compressed) {
    /** Tables from which on a direct buffer pays: it is costly to get and saves two copies of each table. */
    private static final int MANY = 32;

    /**
     * Reads every L2 table that the virtual size needs and judges every entry. Memory: one L2 table, up to 64 KiB of
     * another one, and eight bytes for each L2 table and refcount block, of which there are a million at most.
     *
     * @param header of the same file
     * @param mostBytes how many bytes of L2 tables are read at most
     * @throws SnapshotException IMAGE_CORRUPT if an entry is misaligned, has reserved bits, leaves the file, or lies upon
     *     the header or a table, or if two entries share a table; DATA_FILE if the data are in another file;
     *     IMAGE_TOO_LARGE for more tables than are granted, before any is read
     */
    public static Qcow2Tables check(ImageFile file, Qcow2Header header, long mostBytes) {
        return read(file, header, mostBytes, Clusters.IGNORED);
    }

    static Qcow2Tables read(ImageFile file, Qcow2Header header, long mostBytes, Clusters clusters) {
        try {
            if (header.externalDataFile()) {
                throw new SnapshotException(ErrorCode.DATA_FILE, "The data of the image are in another file");
            }
            return readAll(file, header, mostBytes, clusters);
        } catch (SnapshotException e) {
            throw e.ofImage(file.name());
        }
    }

    private static Qcow2Tables readAll(ImageFile file, Qcow2Header header, long mostBytes, Clusters clusters) {
        HostRanges host = new HostRanges(file, header);
        TablePlaces places = TablePlaces.of(file, header, host, mostBytes);
        L2Table table = new L2Table(header, host, places, clusters);
        int length = (int) header.clusterSize();
        ByteBuffer buffer = places.l2Tables() > MANY ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        long reach = header.clusterSize() * header.l2Entries();
        new L1Table(file, header).forEach((index, offset) -> {
            file.read(offset, buffer.clear());
            table.read(buffer.flip(), index * reach);
        });
        return new Qcow2Tables(places.l2Tables() * header.clusterSize(), table.compressed());
    }
}
