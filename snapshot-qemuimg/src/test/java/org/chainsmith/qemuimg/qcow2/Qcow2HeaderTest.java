package org.chainsmith.qemuimg.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of the header, and the name of the backing file to which they lead. */
final class Qcow2HeaderTest {
    private final Path path;
    private final HeaderAssertions headers;

    Qcow2HeaderTest(@TempDir Path path) {
        this.path = path;
        this.headers = new HeaderAssertions(path);
    }

    @Test
    void theFactsOfVersion3AreRead() {
        TestImage image = TestImage.version3().u64(80, 1);
        assertThat(headers.read(image))
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
        Qcow2Header header = headers.read(TestImage.version2());
        assertThat(header.version()).isEqualTo(2);
        assertThat(header.refcountOrder()).isEqualTo(4);
        assertThat(header.incompatibleFeatures()).isZero();
        assertThat(header.dirty() || header.corrupt() || header.externalDataFile() || header.extendedL2())
                .isFalse();
    }

    @Test
    void version2MayHaveABackingNameDirectlyBehindTheHeader() {
        TestImage image = TestImage.version2().u64(8, 72).u32(16, 4).raw(72, "base".getBytes(UTF_8));
        assertThat(headers.read(image).backingName()).contains("base");
    }

    @Test
    void backingNameMayFillTheClusterToItsEnd() {
        byte[] name = new byte[1023];
        Arrays.fill(name, (byte) 'x');
        TestImage image = TestImage.version3().u64(8, 4096 - 1023).u32(16, 1023).raw(4096 - 1023, name);
        assertThat(headers.read(image).backingName()).contains("x".repeat(1023));
    }

    @Test
    void whatIsPolicyIsAFact() {
        TestImage image = TestImage.version3()
                .u64(72, 7)
                .u32(32, 1)
                .u32(60, 3)
                .u64(64, 5 << 12)
                .extension(HeaderExtensions.DATA_FILE, "/etc/passwd".getBytes(UTF_8));
        Qcow2Header header = headers.read(image);
        assertThat(header.dirty() && header.corrupt() && header.externalDataFile())
                .isTrue();
        assertThat(header.encrypted()).isTrue();
        assertThat(header.internalSnapshots()).isEqualTo(3);
        assertThat(header.dataFile()).contains("/etc/passwd");
    }

    @Test
    void extendedL2IsRead() {
        Qcow2Header header = headers.read(TestImage.extended());
        assertThat(header.extendedL2()).isTrue();
        assertThat(header.l2Entries()).isEqualTo(1024);
    }

    @Test
    void anEmptyDiskNeedsNoL1Entry() {
        assertThat(headers.read(TestImage.version3().u64(24, 0).u32(36, 0))
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
        headers.refuses(TestImage.version3().u8(3, 0), ErrorCode.FORMAT_MISMATCH, "does not begin as one");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 71, 103, 4095, 4096, 3 * 4096, 3 * 4096 + 31})
    void fileThatEndsTooEarlyIsRefused(int length) {
        headers.refuses(TestImage.version3().length(length), "");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4, 0xffffffffL})
    void otherVersionsAreRefused(long version) {
        headers.refuses(TestImage.version3().u32(4, version), "version " + version);
    }

    @Test
    void unknownIncompatibleFeaturesAreRefusedByNumber() {
        headers.refuses(TestImage.version3().u64(72, 1L << 5 | 1L << 63), ErrorCode.FEATURE_UNKNOWN, "{5, 63}");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 22, 64, 0xffffffffL})
    void clusterBitsOutsideTheRangeAreRefused(long bits) {
        headers.refuses(TestImage.version3().u32(20, bits), "cluster bits " + bits);
    }

    @Test
    void extendedL2NeedsLargeClusters() {
        headers.refuses(TestImage.version3().u64(72, Qcow2Features.EXTENDED_L2), "cluster bits 12, not 14");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 72, 103, 105, 4104, 0x80000000L, 0xffffffffL})
    void headerLengthsThatCannotBeAreRefused(long length) {
        headers.refuses(TestImage.version3().u32(100, length), "header length " + length);
    }

    @Test
    void refcountOrderOver6IsRefused() {
        headers.refuses(TestImage.version3().u32(96, 7), "refcount order 7");
        headers.refuses(TestImage.version3().u32(96, 0xffffffffL), "refcount order");
    }

    @Test
    void compressionTypeAndBitStandTogether() {
        assertThat(headers.read(TestImage.version3().compression(0)).version()).isEqualTo(3);
        assertThat(headers.read(TestImage.version3().u64(72, 8).compression(1)).version())
                .isEqualTo(3);
        headers.refuses(TestImage.version3().compression(1), "without its feature bit");
        headers.refuses(TestImage.version3().u64(72, 8), "with its feature bit");
        headers.refuses(TestImage.version3().u64(72, 8).compression(0), "with its feature bit");
        headers.refuses(TestImage.version3().u64(72, 8).compression(2), ErrorCode.FEATURE_UNKNOWN, "type 2");
    }

    @Test
    void sizesFrom2To61OnAreTooLarge() {
        headers.refuses(TestImage.version3().u64(24, 1L << 61), ErrorCode.IMAGE_TOO_LARGE, "2305843009213693952");
        headers.refuses(TestImage.version3().u64(24, -512), ErrorCode.IMAGE_TOO_LARGE, "18446744073709551104");
    }

    @Test
    void sizeOfPartialSectorsIsRefused() {
        headers.refuses(TestImage.version3().u64(24, 1000), "not of whole sectors");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 103, 4096, 1 << 20, 1L << 32 | 200, -1, Long.MIN_VALUE})
    void backingNameOutsideTheFirstClusterIsRefused(long offset) {
        headers.refuses(TestImage.version3().u64(8, offset).u32(16, 1), "backing file name");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1024, 0x7fffffffL, 0xffffffffL})
    void backingNameOfImpossibleLengthIsRefused(long length) {
        headers.refuses(TestImage.version3().u64(8, 200).u32(16, length), "backing file name of " + length);
    }

    @Test
    void backingNameThatLeavesTheClusterIsRefused() {
        headers.refuses(TestImage.version3().u64(8, 4090).u32(16, 7), "backing file name of 7");
    }
}
