package org.chainsmith.qemuimg.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.chainsmith.core.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What header extensions say, and how far they reach. */
final class HeaderExtensionsTest {
    private static final int UNKNOWN_EXTENSION = 0x12345678;
    private static final int FEATURE_NAMES = 0x6803f857;

    private final HeaderAssertions headers;

    HeaderExtensionsTest(@TempDir Path path) {
        this.headers = new HeaderAssertions(path);
    }

    @Test
    void backingNameAndFormatAreFacts() {
        TestImage image = TestImage.version3()
                .extension(HeaderExtensions.BACKING_FORMAT, "qcow2".getBytes(UTF_8))
                .extension(FEATURE_NAMES, new byte[48 * 3])
                .extension(UNKNOWN_EXTENSION, new byte[3])
                .backing("/etc/ünï\n");
        Qcow2Header header = headers.read(image);
        assertThat(header.backingName()).contains("/etc/ünï\n");
        assertThat(header.backingFormat()).contains("qcow2");
    }

    @Test
    void namesThatAreNotUtf8AreRefused() {
        byte[] overlong = {(byte) 0xc0, (byte) 0xaf};
        headers.refuses(TestImage.version3().backing(overlong), ErrorCode.BACKING_NAME_REFUSED, "UTF-8");
        headers.refuses(
                TestImage.version3().extension(HeaderExtensions.BACKING_FORMAT, overlong),
                ErrorCode.BACKING_FORMAT_REFUSED,
                "UTF-8");
        headers.refuses(
                TestImage.version3().extension(HeaderExtensions.DATA_FILE, overlong), ErrorCode.DATA_FILE, "UTF-8");
    }

    @Test
    void backingFormatOf16BytesIsRefused() {
        headers.refuses(TestImage.version3().extension(HeaderExtensions.BACKING_FORMAT, new byte[16]), "more than 15");
    }

    @ParameterizedTest
    @ValueSource(longs = {3985, 0x7fffffffL, 0x80000000L, 0xfffffff8L, 0xffffffffL})
    void extensionThatLeavesTheFirstClusterIsRefused(long length) {
        headers.refuses(TestImage.version3().extensionOfLength(UNKNOWN_EXTENSION, length), "leaves its area");
    }

    @Test
    void extensionThatRunsIntoTheBackingNameIsRefused() {
        headers.refuses(
                TestImage.version3()
                        .extensionOfLength(UNKNOWN_EXTENSION, 89)
                        .u64(8, 200)
                        .u32(16, 1),
                "leaves its area");
        headers.read(TestImage.version3()
                .extensionOfLength(UNKNOWN_EXTENSION, 88)
                .u64(8, 200)
                .u32(16, 1)
                .u8(200, 'x'));
    }

    @Test
    void extensionsAppearOnce() {
        for (int type : new int[] {HeaderExtensions.BACKING_FORMAT, UNKNOWN_EXTENSION}) {
            headers.refuses(
                    TestImage.version3().extension(type, new byte[0]).extension(type, new byte[0]), "appears twice");
        }
    }

    @Test
    void extensionsAreCounted() {
        TestImage image = TestImage.version3();
        for (int i = 1; i <= 65; i++) {
            image.extension(i, new byte[0]);
        }
        headers.refuses(image, "more than 64");
    }

    @Test
    void extensionsBehindTheFirstReadAreFollowed() {
        TestImage image = TestImage.extended()
                .extension(UNKNOWN_EXTENSION, new byte[9000])
                .extension(HeaderExtensions.BACKING_FORMAT, "raw".getBytes(UTF_8))
                .backing("far");
        assertThat(headers.read(image).backingFormat()).contains("raw");
    }

    @Test
    void encryptionMethodAndHeaderStandTogether() {
        byte[] pointer = ByteBuffer.allocate(16).putLong(5 << 12).putLong(592).array();
        assertThat(headers.read(TestImage.version3().u32(32, 2).extension(HeaderExtensions.ENCRYPTION, pointer))
                        .encrypted())
                .isTrue();
        headers.refuses(TestImage.version3().u32(32, 2), "encryption method 2 without");
        headers.refuses(
                TestImage.version3().extension(HeaderExtensions.ENCRYPTION, pointer), "encryption method 0 with");
        headers.refuses(TestImage.version3().u32(32, 3), "encryption method 3");
        headers.refuses(
                TestImage.version3().u32(32, 2).extension(HeaderExtensions.ENCRYPTION, new byte[8]), "has 8 bytes");
    }

    @Test
    void encryptionHeaderMustBeInsideTheFile() {
        for (long length : new long[] {2 * 4096 + 1, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            byte[] pointer =
                    ByteBuffer.allocate(16).putLong(5 << 12).putLong(length).array();
            headers.refuses(
                    TestImage.version3().u32(32, 2).extension(HeaderExtensions.ENCRYPTION, pointer),
                    "the encryption header leaves the file");
        }
    }

    @Test
    void bitmapsCountOnlyWhileConsistent() {
        assertThat(headers.read(TestImage.version3()
                                .u64(88, 1)
                                .extension(HeaderExtensions.BITMAPS, bitmaps(2, 48, 5 << 12)))
                        .bitmaps())
                .isEqualTo(2);
        assertThat(headers.read(TestImage.version3().extension(HeaderExtensions.BITMAPS, bitmaps(-1, -1, -1)))
                        .bitmaps())
                .isZero();
    }

    @Test
    void bitmapsThatCannotBeAreRefused() {
        long at = 5 << 12;
        headers.refuses(TestImage.version3().u64(88, 1), "without their extension");
        headers.refuses(withBitmaps(bitmaps(0, 48, at)), "of 0 bitmaps");
        headers.refuses(withBitmaps(bitmaps(65536, 65536 * 24, at)), "of 65536 bitmaps");
        headers.refuses(withBitmaps(bitmaps(-1, 48, at)), "of 4294967295 bitmaps");
        headers.refuses(withBitmaps(bitmaps(3, 71, at)), "bitmap directory of 71 bytes");
        headers.refuses(withBitmaps(bitmaps(1, (64 << 20) + 1, at)), "bitmap directory of");
        headers.refuses(withBitmaps(bitmaps(1, -1, at)), "bitmap directory of");
        headers.refuses(withBitmaps(bitmaps(1, 24, at + 8)), "not aligned");
        headers.refuses(withBitmaps(bitmaps(1, 24, 1L << 62)), "leaves the file");
        headers.refuses(withBitmaps(bitmaps(1, 24, 3 << 12)), "lies upon the L1 table");
        headers.refuses(withBitmaps(new byte[23]), "has 23 bytes");
        byte[] reserved = bitmaps(1, 24, at);
        reserved[7] = 1;
        headers.refuses(withBitmaps(reserved), "bitmaps extension");
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
}
