package org.chainsmith.app.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * What a guest had written on a disk at one point in time, each record with the right checksum, none missing. The ring of
 * records is described in {@code snapshot-testkit/lab/guest/writer.c}.
 *
 * @param first the number of the oldest record that is still there
 * @param last the number of the newest
 * @param checksum the SHA-256 of the whole ring
 */
record Records(long first, long last, String checksum) {
    private static final int BLOCK = 4096;
    private static final int CHECKSUM_AT = BLOCK - 9;

    /** Reads and checks the ring of this disk. */
    static Records parse(String disk, byte[] ring) {
        long first = Long.MAX_VALUE;
        long last = 0;
        int count = 0;
        for (int at = 0; at < ring.length; at += BLOCK) {
            byte[] block = Arrays.copyOfRange(ring, at, at + BLOCK);
            if (block[0] == (byte) 0xff) {
                continue; // not written yet
            }
            long number = number(disk, block);
            require(number % (ring.length / BLOCK) == at / BLOCK, disk, "record " + number + " is in the wrong place");
            first = Math.min(first, number);
            last = Math.max(last, number);
            count++;
        }
        require(count > 0, disk, "there are no records");
        require(last - first + 1 == count, disk, "records are missing between " + first + " and " + last);
        return new Records(first, last, sha256(ring));
    }

    private static long number(String disk, byte[] block) {
        CRC32 crc = new CRC32();
        crc.update(block, 0, CHECKSUM_AT);
        String stored = new String(block, CHECKSUM_AT, 8, StandardCharsets.ISO_8859_1);
        require(String.format("%08x", crc.getValue()).equals(stored), disk, "a record is damaged");
        String[] fields = new String(block, 0, 200, StandardCharsets.ISO_8859_1).split("[ =]", -1);
        require(fields[3].equals(disk), disk, "a record is of disk " + fields[3]);
        return Long.parseLong(fields[1]);
    }

    /** Whether the second of two disks, which are written in turn, can have been like this when the first was like that. */
    static boolean areOfOneInstant(Records first, Records second) {
        return second.last == first.last || second.last == first.last - 1;
    }

    static void require(boolean holds, String disk, String fact) {
        if (!holds) {
            throw new SnapshotException(
                    ErrorCode.NOT_PROVEN, "The demonstration failed: on disk " + disk + ", " + fact + ".");
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "records " + first + " to " + last + ", sha256 " + checksum.substring(0, 16);
    }
}
