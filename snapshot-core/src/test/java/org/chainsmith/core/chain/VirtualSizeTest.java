package org.chainsmith.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VirtualSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "1, 512",
        "513, 1024",
        "1K, 1024",
        "1k, 1024",
        "1 KiB, 1024",
        "512M, 536870912",
        "1GiB, 1073741824",
        "1.5G, 1610612736",
        "0.5M, 524288",
        "1T, 1099511627776",
        "1PiB, 1125899906842624",
        "100b, 512",
    })
    void isReadAsQemuImgReadsIt(String text, long bytes) {
        assertThat(VirtualSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "G",
                "-1",
                "+1",
                "1X",
                "1GB",
                "1e3",
                "0x10",
                "1.",
                ".5",
                "1,5G",
                " 1",
                "1 ",
                "1  G",
                "1G\n",
                "NaN",
                "1234567890123456789",
                "999999999P",
                "\u0661"
            })
    void everythingElseIsRefused(String text) {
        assertRefused(() -> VirtualSize.parse(text));
    }

    @Test
    void staysBelowTheLimitOfQcow2() {
        assertThat(VirtualSize.parse("2047P").bytes()).isEqualTo(2047L << 50);
        assertRefused(() -> VirtualSize.parse("2048P"));
        assertRefused(() -> new VirtualSize(1L << 61));
        assertRefused(() -> new VirtualSize(-1));
        assertThat(new VirtualSize((1L << 61) - 1).bytes()).isPositive();
    }

    @Test
    void aRawImageIsRoundedUpToSectors() {
        assertThat(VirtualSize.ofLength(0)).isEqualTo(new VirtualSize(0));
        assertThat(VirtualSize.ofLength(1)).isEqualTo(new VirtualSize(512));
        assertThat(VirtualSize.ofLength(1024)).isEqualTo(new VirtualSize(1024));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SIZE));
    }
}
