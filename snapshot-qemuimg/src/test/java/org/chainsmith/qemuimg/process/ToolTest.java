package org.chainsmith.qemuimg.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;

final class ToolTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Tool SHELL = Tool.of(Path.of("/bin/sh"));

    private static ToolResult shell(String script) {
        return SHELL.run(List.of("-c", script), LIMIT, text -> {});
    }

    @Test
    void seesNoEnvironmentButTheLocale() {
        assertThat(shell("/usr/bin/env").output().lines())
                .filteredOn(line -> !line.startsWith("PWD=") && !line.startsWith("_="))
                .containsExactly("LC_ALL=C");
    }

    @Test
    void aSilentZeroIsSuccess() {
        assertThat(shell("echo fine").succeeded()).isTrue();
    }

    @Test
    void zeroWithAComplaintIsFailure() {
        assertThat(shell("echo 'Failed to flush the L2 table cache' >&2").succeeded())
                .isFalse();
    }

    @Test
    void aSignalIsFailure() {
        assertThat(shell("kill -SEGV $$")).satisfies(result -> {
            assertThat(result.succeeded()).isFalse();
            assertThat(result.exitCode()).isEqualTo(139);
        });
    }

    @Test
    void endlessOutputIsReadButNotKept() {
        ToolResult result = shell("head -c 10000000 /dev/zero; head -c 10000000 /dev/zero >&2");
        assertThat(result.exitCode()).isZero();
        assertThat(result.output().length()).isLessThan(100_000);
        assertThat(result.complaints().length()).isLessThan(100_000);
    }

    @Test
    void readsNothingFromOurInput() {
        assertThat(shell("cat").succeeded()).isTrue();
    }

    @Test
    void isKilledAtItsDeadlineWithItsChildren() {
        assertThatThrownBy(() -> SHELL.run(List.of("-c", "sleep 1000 & wait"), Duration.ofMillis(300), text -> {}))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOOL_TIMEOUT));
    }

    @Test
    void memoryIsLimited() {
        ToolResult result = shell("dd if=/dev/null of=/dev/null bs=3G count=1 status=none");
        assertThat(result.succeeded()).isFalse();
        assertThat(result.complaints()).contains("memory exhausted");
    }

    @Test
    void anAbsentProgramIsSaid() {
        Tool absent = Tool.of(Path.of("/nonexistent/qemu-img"));
        assertThatThrownBy(() -> absent.requirePresent("qemu-utils"))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOOL_MISSING));
    }
}
