package org.chainsmith.qemuimg.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;

final class NativeLibrariesTest {
    @Test
    void aLibraryThatIsNotThereIsNamedWithItsPackage() {
        assertThatThrownBy(() -> NativeLibraries.require("libnot-there.so.7", "not-there7", "on that storage"))
                .isInstanceOfSatisfying(SnapshotException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TOOL_MISSING);
                    assertThat(e).hasMessageContaining("libnot-there.so.7");
                    assertThat(e.hint())
                            .hasValueSatisfying(hint -> assertThat(hint).contains("not-there7"));
                });
    }
}
