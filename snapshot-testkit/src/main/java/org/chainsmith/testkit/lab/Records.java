package org.chainsmith.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The records on a disk at one point in time, each of them checked: its checksum, its disk, and that none is missing
 * between the first and the last; see {@code snapshot-testkit/lab/guest/writer.c}.
 *
 * @param disk the serial of the disk
 * @param first the number of the oldest record that is still there
 * @param last the number of the newest record
 */
public record Records(String disk, long first, long last) {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 1024;
    private static final int CHECKSUM_AT = BLOCK - 9;

    /**
     * Reads the records out of an image. What the file system's journal has is applied to a copy; the image itself is
     * only read, and may be in use as a backing file.
     */
    public static Records read(Path image, String format) {
        try {
            Path ring = Files.createTempFile("records", "");
            try {
                Command.run(LabProcess.script(), "records", image.toString(), format, ring.toString());
                return parse(Files.readAllBytes(ring));
            } finally {
                Files.delete(ring);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks that these are of one point in time.
     *
     * @param inOrder of the disks of one guest, in the order in which the guest has them
     */
    public static void requireOnePointInTime(List<Records> inOrder) {
        long before = inOrder.get(0).last;
        long least = before - 1;
        for (Records records : inOrder) {
            if (records.last > before || records.last < least) {
                throw new AssertionError("not of one point in time: " + inOrder);
            }
            before = records.last;
        }
    }

    static Records parse(byte[] ring) {
        if (ring.length != BLOCK * BLOCKS) {
            throw new AssertionError("the records have " + ring.length + " bytes");
        }
        List<Map.Entry<String, Long>> found = Stream.iterate(0, slot -> slot < BLOCKS, slot -> slot + 1)
                .map(slot -> Arrays.copyOfRange(ring, slot * BLOCK, (slot + 1) * BLOCK))
                .filter(block -> block[0] != (byte) 0xff)
                .map(Records::parseBlock)
                .toList();
        if (found.stream().map(Map.Entry::getKey).distinct().count() != 1) {
            throw new AssertionError("no records, or those of several disks");
        }
        long first = found.stream().mapToLong(Map.Entry::getValue).min().orElseThrow();
        long last = found.stream().mapToLong(Map.Entry::getValue).max().orElseThrow();
        for (int slot = 0, index = 0; slot < BLOCKS && index < found.size(); slot++) {
            if (ring[slot * BLOCK] != (byte) 0xff && found.get(index++).getValue() % BLOCKS != slot) {
                throw new AssertionError("a record is in the wrong place, " + slot);
            }
        }
        if (last - first + 1 != found.size()) {
            throw new AssertionError(
                    "of the records " + first + " to " + last + " only " + found.size() + " are there");
        }
        return new Records(found.get(0).getKey(), first, last);
    }

    private static Map.Entry<String, Long> parseBlock(byte[] block) {
        String line = new String(block, 0, 200, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        CRC32 crc = new CRC32();
        crc.update(block, 0, CHECKSUM_AT);
        String stored = new String(block, CHECKSUM_AT, 8, StandardCharsets.ISO_8859_1);
        if (!String.format("%08x", crc.getValue()).equals(stored)) {
            throw new AssertionError("a record is damaged: " + line);
        }
        String[] fields = line.split("[ =]", -1);
        return Map.entry(fields[3], Long.parseLong(fields[1]));
    }
}
