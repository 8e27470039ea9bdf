package org.chainsmith.qemuimg.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Qcow2HeaderTest {
    private static final int UNKNOWN_EXTENSION = 0x12345678;
    private static final int FEATURE_NAMES = 0x6803f857;

    @TempDir
    Path path;

    @Test
    void theFactsOfVersion3AreRead() {
        TestImage image = TestImage.version3().u64(80, 1);
        assertThat(read(image))
                .isEqualTo(new Qcow2Header(
                        3,
                        12,
                        new VirtualSize(8 << 20),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        1,
                        0,
                        4,
                        false,
                        0,
                        0,
                        3 << 12,
                        4,
                        1 << 12,
                        1));
    }

    @Test
    void version2HasNoFeaturesAndRefcountsOf16Bits() {
        Qcow2Header header = read(TestImage.version2());
        assertThat(header.version()).isEqualTo(2);
        assertThat(header.refcountOrder()).isEqualTo(4);
        assertThat(header.incompatibleFeatures()).isZero();
        assertThat(header.dirty() || header.corrupt() || header.externalDataFile() || header.extendedL2())
                .isFalse();
    }

    @Test
    void backingNameAndFormatAreFacts() {
        TestImage image = TestImage.version3()
                .extension(HeaderExtensions.BACKING_FORMAT, "qcow2".getBytes(UTF_8))
                .extension(FEATURE_NAMES, new byte[48 * 3])
                .extension(UNKNOWN_EXTENSION, new byte[3])
                .backing("/etc/ünï\n");
        Qcow2Header header = read(image);
        assertThat(header.backingName()).contains("/etc/ünï\n");
        assertThat(header.backingFormat()).contains("qcow2");
    }

    @Test
    void version2MayHaveABackingNameDirectlyBehindTheHeader() {
        TestImage image = TestImage.version2().u64(8, 72).u32(16, 4).raw(72, "base".getBytes(UTF_8));
        assertThat(read(image).backingName()).contains("base");
    }

    @Test
    void backingNameMayFillTheClusterToItsEnd() {
        byte[] name = new byte[1023];
        Arrays.fill(name, (byte) 'x');
        TestImage image = TestImage.version3().u64(8, 4096 - 1023).u32(16, 1023).raw(4096 - 1023, name);
        assertThat(read(image).backingName()).contains("x".repeat(1023));
    }

    @Test
    void whatIsPolicyIsAFact() {
        TestImage image = TestImage.version3()
                .u64(72, 7)
                .u32(32, 1)
                .u32(60, 3)
                .u64(64, 5 << 12)
                .extension(HeaderExtensions.DATA_FILE, "/etc/passwd".getBytes(UTF_8));
        Qcow2Header header = read(image);
        assertThat(header.dirty() && header.corrupt() && header.externalDataFile())
                .isTrue();
        assertThat(header.encrypted()).isTrue();
        assertThat(header.internalSnapshots()).isEqualTo(3);
        assertThat(header.dataFile()).contains("/etc/passwd");
    }

    @Test
    void bitmapsCountOnlyWhileConsistent() {
        assertThat(read(TestImage.version3().u64(88, 1).extension(HeaderExtensions.BITMAPS, bitmaps(2, 48, 5 << 12)))
                        .bitmaps())
                .isEqualTo(2);
        assertThat(read(TestImage.version3().extension(HeaderExtensions.BITMAPS, bitmaps(-1, -1, -1)))
                        .bitmaps())
                .isZero();
    }

    @Test
    void extendedL2IsRead() {
        Qcow2Header header = read(TestImage.extended());
        assertThat(header.extendedL2()).isTrue();
        assertThat(header.l2Entries()).isEqualTo(1024);
    }

    @Test
    void anEmptyDiskNeedsNoL1Entry() {
        assertThat(read(TestImage.version3().u64(24, 0).u32(36, 0))
                        .virtualSize()
                        .bytes())
                .isZero();
    }

    @Test
    void magicIsRecognised() {
        try (Directory directory = Directory.open(path);
                PosixFile file = directory.createNew("file", 0600)) {
            assertThat(Qcow2Header.hasMagic(file)).isFalse();
            file.write(0, ByteBuffer.wrap(new byte[] {'Q', 'F', 'I', (byte) 0xfb}));
            assertThat(Qcow2Header.hasMagic(file)).isTrue();
            file.write(0, ByteBuffer.wrap(new byte[] {'Q', 'F', 'I', (byte) 0xfa}));
            assertThat(Qcow2Header.hasMagic(file)).isFalse();
        }
    }

    @Test
    void otherMagicIsAnotherFormat() {
        refuses(TestImage.version3().u8(3, 0), ErrorCode.FORMAT_MISMATCH, "does not begin as one");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 71, 103, 4095, 4096, 3 * 4096, 3 * 4096 + 31})
    void fileThatEndsTooEarlyIsRefused(int length) {
        refuses(TestImage.version3().length(length), "");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4, 0xffffffffL})
    void otherVersionsAreRefused(long version) {
        refuses(TestImage.version3().u32(4, version), "version " + version);
    }

    @Test
    void unknownIncompatibleFeaturesAreRefusedByNumber() {
        refuses(TestImage.version3().u64(72, 1L << 5 | 1L << 63), ErrorCode.FEATURE_UNKNOWN, "{5, 63}");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 22, 64, 0xffffffffL})
    void clusterBitsOutsideTheRangeAreRefused(long bits) {
        refuses(TestImage.version3().u32(20, bits), "cluster bits " + bits);
    }

    @Test
    void extendedL2NeedsLargeClusters() {
        refuses(TestImage.version3().u64(72, Qcow2Features.EXTENDED_L2), "cluster bits 12, not 14");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 72, 103, 105, 4104, 0x80000000L, 0xffffffffL})
    void headerLengthsThatCannotBeAreRefused(long length) {
        refuses(TestImage.version3().u32(100, length), "header length " + length);
    }

    @Test
    void refcountOrderOver6IsRefused() {
        refuses(TestImage.version3().u32(96, 7), "refcount order 7");
        refuses(TestImage.version3().u32(96, 0xffffffffL), "refcount order");
    }

    @Test
    void compressionTypeAndBitStandTogether() {
        assertThat(read(TestImage.version3().compression(0)).version()).isEqualTo(3);
        assertThat(read(TestImage.version3().u64(72, 8).compression(1)).version())
                .isEqualTo(3);
        refuses(TestImage.version3().compression(1), "without its feature bit");
        refuses(TestImage.version3().u64(72, 8), "with its feature bit");
        refuses(TestImage.version3().u64(72, 8).compression(0), "with its feature bit");
        refuses(TestImage.version3().u64(72, 8).compression(2), ErrorCode.FEATURE_UNKNOWN, "type 2");
    }

    @Test
    void sizesFrom2To61OnAreTooLarge() {
        refuses(TestImage.version3().u64(24, 1L << 61), ErrorCode.IMAGE_TOO_LARGE, "2305843009213693952");
        refuses(TestImage.version3().u64(24, -512), ErrorCode.IMAGE_TOO_LARGE, "18446744073709551104");
    }

    @Test
    void sizeOfPartialSectorsIsRefused() {
        refuses(TestImage.version3().u64(24, 1000), "not of whole sectors");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 103, 4096, 1 << 20, 1L << 32 | 200, -1, Long.MIN_VALUE})
    void backingNameOutsideTheFirstClusterIsRefused(long offset) {
        refuses(TestImage.version3().u64(8, offset).u32(16, 1), "backing file name");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1024, 0x7fffffffL, 0xffffffffL})
    void backingNameOfImpossibleLengthIsRefused(long length) {
        refuses(TestImage.version3().u64(8, 200).u32(16, length), "backing file name of " + length);
    }

    @Test
    void backingNameThatLeavesTheClusterIsRefused() {
        refuses(TestImage.version3().u64(8, 4090).u32(16, 7), "backing file name of 7");
    }

    @Test
    void namesThatAreNotUtf8AreRefused() {
        byte[] overlong = {(byte) 0xc0, (byte) 0xaf};
        refuses(TestImage.version3().backing(overlong), ErrorCode.BACKING_NAME_REFUSED, "UTF-8");
        refuses(
                TestImage.version3().extension(HeaderExtensions.BACKING_FORMAT, overlong),
                ErrorCode.BACKING_FORMAT_REFUSED,
                "UTF-8");
        refuses(TestImage.version3().extension(HeaderExtensions.DATA_FILE, overlong), ErrorCode.DATA_FILE, "UTF-8");
    }

    @Test
    void backingFormatOf16BytesIsRefused() {
        refuses(TestImage.version3().extension(HeaderExtensions.BACKING_FORMAT, new byte[16]), "more than 15");
    }

    @ParameterizedTest
    @ValueSource(longs = {3985, 0x7fffffffL, 0x80000000L, 0xfffffff8L, 0xffffffffL})
    void extensionThatLeavesTheFirstClusterIsRefused(long length) {
        refuses(TestImage.version3().extensionOfLength(UNKNOWN_EXTENSION, length), "leaves its area");
    }

    @Test
    void extensionThatRunsIntoTheBackingNameIsRefused() {
        refuses(
                TestImage.version3()
                        .extensionOfLength(UNKNOWN_EXTENSION, 89)
                        .u64(8, 200)
                        .u32(16, 1),
                "leaves its area");
        read(TestImage.version3()
                .extensionOfLength(UNKNOWN_EXTENSION, 88)
                .u64(8, 200)
                .u32(16, 1)
                .u8(200, 'x'));
    }

    @Test
    void extensionsAppearOnce() {
        for (int type : new int[] {HeaderExtensions.BACKING_FORMAT, UNKNOWN_EXTENSION}) {
            refuses(TestImage.version3().extension(type, new byte[0]).extension(type, new byte[0]), "appears twice");
        }
    }

    @Test
    void extensionsAreCounted() {
        TestImage image = TestImage.version3();
        for (int i = 1; i <= 65; i++) {
            image.extension(i, new byte[0]);
        }
        refuses(image, "more than 64");
    }

    @Test
    void extensionsBehindTheFirstReadAreFollowed() {
        TestImage image = TestImage.extended()
                .extension(UNKNOWN_EXTENSION, new byte[9000])
                .extension(HeaderExtensions.BACKING_FORMAT, "raw".getBytes(UTF_8))
                .backing("far");
        assertThat(read(image).backingFormat()).contains("raw");
    }

    @Test
    void encryptionMethodAndHeaderStandTogether() {
        byte[] pointer = ByteBuffer.allocate(16).putLong(5 << 12).putLong(592).array();
        assertThat(read(TestImage.version3().u32(32, 2).extension(HeaderExtensions.ENCRYPTION, pointer))
                        .encrypted())
                .isTrue();
        refuses(TestImage.version3().u32(32, 2), "encryption method 2 without");
        refuses(TestImage.version3().extension(HeaderExtensions.ENCRYPTION, pointer), "encryption method 0 with");
        refuses(TestImage.version3().u32(32, 3), "encryption method 3");
        refuses(TestImage.version3().u32(32, 2).extension(HeaderExtensions.ENCRYPTION, new byte[8]), "has 8 bytes");
    }

    @Test
    void encryptionHeaderMustBeInsideTheFile() {
        for (long length : new long[] {2 * 4096 + 1, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            byte[] pointer =
                    ByteBuffer.allocate(16).putLong(5 << 12).putLong(length).array();
            refuses(
                    TestImage.version3().u32(32, 2).extension(HeaderExtensions.ENCRYPTION, pointer),
                    "the encryption header leaves the file");
        }
    }

    @Test
    void bitmapsThatCannotBeAreRefused() {
        long at = 5 << 12;
        refuses(TestImage.version3().u64(88, 1), "without their extension");
        refuses(withBitmaps(bitmaps(0, 48, at)), "of 0 bitmaps");
        refuses(withBitmaps(bitmaps(65536, 65536 * 24, at)), "of 65536 bitmaps");
        refuses(withBitmaps(bitmaps(-1, 48, at)), "of 4294967295 bitmaps");
        refuses(withBitmaps(bitmaps(3, 71, at)), "bitmap directory of 71 bytes");
        refuses(withBitmaps(bitmaps(1, (64 << 20) + 1, at)), "bitmap directory of");
        refuses(withBitmaps(bitmaps(1, -1, at)), "bitmap directory of");
        refuses(withBitmaps(bitmaps(1, 24, at + 8)), "not aligned");
        refuses(withBitmaps(bitmaps(1, 24, 1L << 62)), "leaves the file");
        refuses(withBitmaps(bitmaps(1, 24, 3 << 12)), "lies upon the L1 table");
        refuses(withBitmaps(new byte[23]), "has 23 bytes");
        byte[] reserved = bitmaps(1, 24, at);
        reserved[7] = 1;
        refuses(withBitmaps(reserved), "bitmaps extension");
    }

    @Test
    void l1TableMustBeLargeEnough() {
        refuses(TestImage.version3().u32(36, 3), "3 entries, the virtual size needs 4");
        refuses(TestImage.version3().u64(24, (1L << 61) - 512), "the virtual size needs");
    }

    @Test
    void l1TableOver32MebibytesIsRefused() {
        refuses(TestImage.version3().u32(36, (4 << 20) + 1), "more than 33554432 bytes");
        refuses(TestImage.version3().u32(36, 0xffffffffL), "more than 33554432 bytes");
    }

    @Test
    void l1TableMustBeInsideTheFile() {
        refuses(TestImage.version3().u32(36, 4 << 20), "the L1 table leaves the file");
        refuses(TestImage.version3().u64(40, 1L << 40), "the L1 table leaves the file");
        refuses(TestImage.version3().u64(40, Long.MAX_VALUE & -4096), "the L1 table leaves the file");
    }

    @Test
    void tablesMustBeAlignedAndBelow2To63() {
        for (int field : new int[] {40, 48, 64}) {
            refuses(TestImage.version3().u64(field, 5 * 4096 + 512), "not aligned");
            refuses(TestImage.version3().u64(field, 1L << 63), "not aligned");
            refuses(TestImage.version3().u64(field, -4096), "not aligned");
        }
    }

    @Test
    void refcountTableIsThereAndBounded() {
        refuses(TestImage.version3().u32(56, 0), "no refcount table");
        refuses(TestImage.version3().u32(56, 2049), "the refcount table has 2049 entries");
        refuses(TestImage.version3().u32(56, 0xffffffffL), "the refcount table has");
        refuses(TestImage.version3().u64(48, 6 * 4096).u32(56, 2), "the refcount table leaves the file");
    }

    @Test
    void snapshotTableIsBounded() {
        refuses(TestImage.version3().u64(64, 5 << 12).u32(60, 65537), "the snapshot table has 65537");
        refuses(TestImage.version3().u64(64, 5 << 12).u32(60, 0xffffffffL), "the snapshot table has");
        refuses(TestImage.version3().u64(64, 5 << 12).u32(60, 300), "the snapshot table leaves the file");
    }

    @Test
    void tablesMustNotLieUponEachOther() {
        refuses(TestImage.version3().u64(40, 0), "the L1 table lies upon the header");
        refuses(TestImage.version3().u64(48, 3 << 12), "the refcount table lies upon the L1 table");
        refuses(TestImage.version3().u32(56, 3), "the refcount table lies upon the L1 table");
        refuses(TestImage.version3().u32(60, 1), "the snapshot table lies upon the header");
        refuses(TestImage.version3().u32(60, 1).u64(64, 1 << 12), "the snapshot table lies upon the refcount table");
    }

    private static TestImage withBitmaps(byte[] extension) {
        return TestImage.version3().u64(88, 1).extension(HeaderExtensions.BITMAPS, extension);
    }

    private static byte[] bitmaps(int count, long length, long offset) {
        return ByteBuffer.allocate(24)
                .putInt(count)
                .putInt(0)
                .putLong(length)
                .putLong(offset)
                .array();
    }

    private void refuses(TestImage image, String fact) {
        refuses(image, ErrorCode.HEADER_INVALID, fact);
    }

    private void refuses(TestImage image, ErrorCode code, String fact) {
        assertThatThrownBy(() -> read(image))
                .hasMessageContaining(fact)
                .asInstanceOf(type(SnapshotException.class))
                .returns(code, SnapshotException::code)
                .returns(Optional.of("image"), SnapshotException::image);
    }

    private Qcow2Header read(TestImage image) {
        try (Directory directory = Directory.open(path)) {
            directory.unlink("image");
            try (PosixFile file = image.in(directory)) {
                return Qcow2Header.read(file);
            }
        }
    }
}
