package org.chainsmith.testkit.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What the proofs of points in time rest on. */
final class RecordsTest {
    private static final int BLOCK = 4096;

    private final byte[] ring = new byte[1024 * BLOCK];

    RecordsTest() {
        Arrays.fill(ring, (byte) 0xff);
    }

    @Test
    void recordsOfAYoungDiskAreRead() {
        write(1, 3);
        assertThat(Records.parse(ring)).isEqualTo(new Records("disk", 1, 3));
    }

    @Test
    void recordsOfAnOldDiskAreRead() {
        write(1, 2500);
        assertThat(Records.parse(ring)).isEqualTo(new Records("disk", 2500 - 1023, 2500));
    }

    @Test
    void aDamagedRecordIsFound() {
        write(1, 3);
        ring[2 * BLOCK + 1000]++;
        assertThatThrownBy(() -> Records.parse(ring)).hasMessageStartingWith("a record is damaged: seq=2 ");
    }

    @Test
    void aLostWriteIsFound() {
        write(1, 2500);
        byte[] older = ring.clone();
        write(2501, 2600);
        System.arraycopy(older, 2550 % 1024 * BLOCK, ring, 2550 % 1024 * BLOCK, BLOCK);
        assertThatThrownBy(() -> Records.parse(ring)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aWriteToAWrongPlaceIsFound() {
        write(1, 3);
        System.arraycopy(ring, 3 * BLOCK, ring, 4 * BLOCK, BLOCK);
        assertThatThrownBy(() -> Records.parse(ring)).hasMessage("a record is in the wrong place, 4");
    }

    @Test
    void aRingWithoutRecordsIsRefused() {
        assertThatThrownBy(() -> Records.parse(ring)).hasMessageStartingWith("no records");
    }

    @Test
    void onlyDisksOfOneMomentAreOfOnePointInTime() {
        assertThatCode(() -> Records.requireOnePointInTime(disks(7, 7, 7))).doesNotThrowAnyException();
        assertThatCode(() -> Records.requireOnePointInTime(disks(7, 7, 6))).doesNotThrowAnyException();
        assertThatCode(() -> Records.requireOnePointInTime(disks(7, 6, 6))).doesNotThrowAnyException();
        for (long[] last : new long[][] {{7, 8}, {7, 5}, {7, 6, 7}, {7, 6, 5}}) {
            assertThatThrownBy(() -> Records.requireOnePointInTime(disks(last)))
                    .hasMessageStartingWith("not of one point in time");
        }
    }

    private static List<Records> disks(long... last) {
        return Arrays.stream(last)
                .mapToObj(number -> new Records("disk", 1, number))
                .toList();
    }

    /** As {@code snapshot-testkit/lab/guest/writer.c} writes them. */
    private void write(long from, long to) {
        for (long number = from; number <= to; number++) {
            byte[] block = new byte[BLOCK];
            Arrays.fill(block, (byte) number);
            put(block, 0, "seq=" + number + " disk=disk time_us=5\n");
            CRC32 crc = new CRC32();
            crc.update(block, 0, BLOCK - 9);
            put(block, BLOCK - 9, String.format("%08x%n", crc.getValue()));
            System.arraycopy(block, 0, ring, (int) (number % 1024) * BLOCK, BLOCK);
        }
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
