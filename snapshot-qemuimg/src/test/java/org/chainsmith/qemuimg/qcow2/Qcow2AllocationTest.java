package org.chainsmith.qemuimg.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Path;
import java.util.Optional;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Qcow2AllocationTest {
    private static final int KIBI4 = 4096;
    private static final long USED = 1L << 63;
    private static final long COMPRESSED = 1L << 62;
    /** In clusters of 4 KiB: where the number of additional sectors begins. */
    private static final int SECTORS_AT = 58;

    @TempDir
    Path path;

    private final TestImage image = TestImage.version3();
    private final TestImage extended = TestImage.extended();

    @Test
    void anImageWithoutTablesProvidesNothing() {
        AllocationMap map = read(image.u64(image.l1(), 0));
        assertThat(map.provided()).isEqualTo(ExtentMap.EMPTY);
    }

    @Test
    void normalClustersAreData() {
        image.l2Entry(1, image.data() | USED).l2Entry(2, image.data() + KIBI4);
        assertMap(read(image), map(KIBI4, 2 * KIBI4), ExtentMap.EMPTY);
    }

    @Test
    void zeroClustersAreZerosWithAndWithoutSpace() {
        image.l2Entry(0, 1).l2Entry(1, image.data() | USED | 1);
        assertMap(read(image), ExtentMap.EMPTY, map(0, 2 * KIBI4));
    }

    @Test
    void compressedClustersAreData() {
        image.l2Entry(3, COMPRESSED | 2L << SECTORS_AT | image.data() + 77);
        assertMap(read(image), map(3 * KIBI4, KIBI4), ExtentMap.EMPTY);
    }

    @Test
    void theMapEndsWithTheDisk() {
        image.u64(24, 5 * KIBI4 + 512).l2Entry(5, image.data() | USED).l2Entry(6, -1);
        assertMap(read(image), map(5 * KIBI4, 512), ExtentMap.EMPTY);
    }

    @Test
    void tablesFarApartAreFollowed() {
        image.u64(image.l1(), 0).u64(image.l1() + 3 * 8, image.l2()).l2Entry(511, image.data());
        long reach = image.tableReach();
        assertMap(read(image), map(4 * reach - KIBI4, KIBI4), ExtentMap.EMPTY);
    }

    @Test
    void l1EntriesBehindTheDiskAreNotLookedAt() {
        image.u64(24, KIBI4).u64(image.l1() + 8, -1).l2Entry(0, image.data());
        assertMap(read(image), map(0, KIBI4), ExtentMap.EMPTY);
    }

    @Test
    void theLastClusterMayBeCutShort() {
        image.l2Entry(0, image.data() + KIBI4).length(6 * KIBI4 + 1);
        assertMap(read(image), map(0, KIBI4), ExtentMap.EMPTY);
    }

    @Test
    void subclustersAreToldApart() {
        extended.l2Entry(1, extended.data() | USED, 0b0110L | 0b1000L << 32)
                .l2Entry(2, 0, -1L << 32)
                .l2Entry(3, extended.data() + extended.cluster, 0xffffffffL);
        int cluster = extended.cluster;
        int sub = cluster / 32;
        ExtentMap data = new ExtentMap.Builder()
                .add(cluster + sub, 2 * sub)
                .add(3L * cluster, cluster)
                .build();
        ExtentMap zeros = new ExtentMap.Builder()
                .add(cluster + 3 * sub, sub)
                .add(2L * cluster, cluster)
                .build();
        assertMap(read(extended), data, zeros);
    }

    @Test
    void preallocatedSubclustersProvideNothing() {
        assertMap(read(extended.l2Entry(0, extended.data() | USED, 0)), ExtentMap.EMPTY, ExtentMap.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1 << 8, 1L << 56, 1L << 62})
    void reservedBitsOfL1EntriesAreRefused(long bits) {
        refuses(image.u64(image.l1(), image.l2() | bits), "L1 entry 0 has reserved bits");
    }

    @Test
    void l2TablesMustBeAlignedAndInsideTheFile() {
        refuses(image.u64(image.l1(), image.l2() + 512), "the L2 table of L1 entry 0 is not aligned");
        refuses(image.u64(image.l1(), 7L * KIBI4), "leaves the file");
        refuses(image.u64(image.l1(), 0x00fffffffffff000L), "leaves the file");
    }

    @Test
    void l2TablesMustNotLieUponOtherTables() {
        refuses(image.u64(image.l1(), KIBI4), "lies upon");
        refuses(image.u64(image.l1(), image.l1()), "lies upon");
    }

    @Test
    void l2TablesServeOnce() {
        refuses(image.u64(image.l1() + 8, image.l2()), "share the table");
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 1, 1 << 8, 1L << 56, 1L << 61})
    void reservedBitsOfClustersAreRefused(long bits) {
        refuses(image.l2Entry(1, image.data() | bits), "of guest offset 0x1000 has reserved bits");
    }

    @Test
    void zeroClustersAreNotOfVersion2NorOfExtendedL2() {
        TestImage old = TestImage.version2();
        refuses(old.l2Entry(0, 1), "reserved bits");
        refuses(extended.l2Entry(0, 1), "reserved bits");
    }

    @Test
    void clustersMustBeAlignedAndInsideTheFile() {
        refuses(image.l2Entry(0, image.data() + 512), "not aligned");
        refuses(image.l2Entry(0, 7L * KIBI4), "leaves the file");
        refuses(image.l2Entry(0, 7L * KIBI4 | 1), "leaves the file");
    }

    @Test
    void clustersMustNotLieUponTheHeaderOrTables() {
        refuses(image.l2Entry(0, KIBI4), "lies upon");
        refuses(image.l2Entry(0, image.l1()), "lies upon");
        refuses(image.l2Entry(0, COMPRESSED | 512), "lies upon");
    }

    @Test
    void clustersMustNotLieUponL2TablesOrRefcountBlocks() {
        refuses(image.l2Entry(0, image.l2()), "lies upon a table");
        refuses(image.l2Entry(0, 2 * KIBI4), "lies upon a table");
        refuses(image.l2Entry(0, COMPRESSED | 1L << SECTORS_AT | image.l2() + KIBI4 - 512), "lies upon a table");
    }

    @Test
    void dataBetweenTablesAreFine() {
        image.u64(image.l1() + 8, image.data() + KIBI4).l2Entry(0, image.data()).l2Entry(1, image.data());
        assertMap(read(image), map(0, 2 * KIBI4), ExtentMap.EMPTY);
        refuses(image.l2Entry(2, image.data() + KIBI4), "lies upon a table");
    }

    @Test
    void refcountBlocksMustBeAlignedAndInsideTheFile() {
        refuses(image.u64(KIBI4, 2 * KIBI4 + 512), "a refcount block is not aligned");
        refuses(image.u64(KIBI4, 1L << 40), "a refcount block leaves the file");
        refuses(image.u64(KIBI4, Long.MIN_VALUE), "a refcount block leaves the file");
        refuses(image.u64(KIBI4, 2 * KIBI4 + 1), "a refcount table entry has reserved bits");
        refuses(image.u64(KIBI4, image.l2()), "share the table");
    }

    @Test
    void aUsedClusterHasAPlace() {
        refuses(image.l2Entry(0, USED), "in use without a cluster");
        refuses(extended.l2Entry(0, USED, 0), "in use without a cluster");
        refuses(extended.l2Entry(0, 0, 1), "in use without a cluster");
    }

    @Test
    void subclustersAreNotBothAllocatedAndZero() {
        refuses(extended.l2Entry(0, extended.data(), 1L << 32 | 1), "both allocated and zero");
    }

    @Test
    void compressedClustersMustBeInsideTheFile() {
        refuses(image.l2Entry(0, COMPRESSED | 7L * KIBI4), "leaves the file");
        refuses(image.l2Entry(0, COMPRESSED | 15L << SECTORS_AT | 7L * KIBI4 - 1), "leaves the file");
        refuses(image.l2Entry(0, COMPRESSED | 1L << 57 | image.data()), "reserved bits");
        refuses(image.l2Entry(0, COMPRESSED | USED | image.data()), "reserved bits");
        refuses(extended.l2Entry(0, COMPRESSED | extended.data(), 1), "reserved bits");
    }

    @Test
    void anExternalDataFileHasNoMapHere() {
        refuses(image.u64(72, 4), ErrorCode.DATA_FILE, "another file");
    }

    @Test
    void tooManyPiecesAreRefused() {
        for (int i = 0; i < 10; i++) {
            image.l2Entry(i, i % 2 == 0 ? image.data() : 1);
        }
        assertThat(read(image, 10).provided()).isEqualTo(ExtentMap.whole(10 * KIBI4));
        assertThatThrownBy(() -> read(image, 9))
                .asInstanceOf(type(SnapshotException.class))
                .returns(ErrorCode.IMAGE_TOO_LARGE, SnapshotException::code);
    }

    private static ExtentMap map(long start, long length) {
        return new ExtentMap.Builder().add(start, length).build();
    }

    private static void assertMap(AllocationMap map, ExtentMap data, ExtentMap zeros) {
        assertThat(map).isEqualTo(new AllocationMap(data, zeros));
    }

    private void refuses(TestImage spoiled, String fact) {
        refuses(spoiled, ErrorCode.IMAGE_CORRUPT, fact);
    }

    private void refuses(TestImage spoiled, ErrorCode code, String fact) {
        assertThatThrownBy(() -> read(spoiled))
                .hasMessageContaining(fact)
                .asInstanceOf(type(SnapshotException.class))
                .returns(code, SnapshotException::code)
                .returns(Optional.of("image"), SnapshotException::image);
    }

    private AllocationMap read(TestImage from) {
        return read(from, 1 << 20);
    }

    private AllocationMap read(TestImage from, int mostRuns) {
        try (Directory directory = Directory.open(path)) {
            directory.unlink("image");
            try (PosixFile file = from.in(directory)) {
                return Qcow2Allocation.read(file, Qcow2Header.read(file), mostRuns);
            }
        }
    }
}
