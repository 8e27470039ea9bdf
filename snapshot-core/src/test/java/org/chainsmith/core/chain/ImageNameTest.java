package org.chainsmith.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/etc/passwd", "a/b", "../a", "json:{}", "nbd:host", "a\n", "\0", "\u0085"})
    void pathsUrisAndControlCharactersAreNoNames(String text) {
        assertThatThrownBy(() -> new ImageName(text))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_NAME_REFUSED));
    }

    @Test
    void aNameHasAtMost255Characters() {
        assertThat(new ImageName("a".repeat(255)).value()).hasSize(255);
        assertThatThrownBy(() -> new ImageName("a".repeat(256))).isInstanceOf(SnapshotException.class);
    }

    @Test
    void textsFromOutsideAreSafeToPrint() {
        assertThat(ImageName.quoted("a\n\u001b[31m\u009b")).isEqualTo("\"a\\u000a\\u001b[31m\\u009b\"");
        assertThat(ImageName.quoted("a".repeat(1000))).hasSizeLessThan(300).endsWith("...\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RAW", "Qcow2", "qcow", "vmdk", "raw ", "qcow2\n"})
    void onlyTheTwoFormatsExist(String text) {
        assertThatThrownBy(() -> ImageFormat.parse(text))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FORMAT));
        assertThat(ImageFormat.parse("raw")).isEqualTo(ImageFormat.RAW);
        assertThat(ImageFormat.parse("qcow2")).isEqualTo(ImageFormat.QCOW2);
    }
}
