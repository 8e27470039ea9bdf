package org.chainsmith.qemuimg.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;

final class ConversationTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Conversation shell(String script, Duration limit) {
        return Tool.of(Path.of("/bin/sh")).converse(List.of("-c", script), limit);
    }

    private static void assertRefused(Conversation conversation, ErrorCode code) {
        try (conversation) {
            assertThatThrownBy(() -> conversation.hear(LIMIT))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(code));
        }
    }

    @Test
    void linesGoBothWaysUntilTheProgramEnds() {
        try (Conversation conversation =
                shell("while read -r l; do echo \"<$l>\"; [ $l = two ] && exit 3; done", LIMIT)) {
            conversation.say("one");
            assertThat(conversation.hear(LIMIT)).contains("<one>");
            conversation.say("two");
            assertThat(conversation.hear(LIMIT)).contains("<two>");
            assertThat(conversation.end().exitCode()).isEqualTo(3);
        }
    }

    @Test
    void silenceIsNotTheEnd() {
        try (Conversation conversation = shell("read -r line", LIMIT)) {
            assertThat(conversation.hear(Duration.ofMillis(1))).isEqualTo(Optional.empty());
            conversation.say("go");
            assertThat(conversation.end().succeeded()).isTrue();
        }
    }

    @Test
    void anUnexpectedEndIsAFailure() {
        assertRefused(shell("echo sorry >&2; exit 1", LIMIT), ErrorCode.TOOL_FAILED);
    }

    @Test
    void aLineWithoutEndIsAFailure() {
        assertRefused(shell("cat /dev/zero", LIMIT), ErrorCode.TOOL_FAILED);
    }

    @Test
    void silenceBeyondTheDeadlineIsATimeout() {
        assertRefused(shell("sleep 1000", Duration.ofMillis(300)), ErrorCode.TOOL_TIMEOUT);
    }

    @Test
    void aProgramThatClosesItsOutputMayStillWork() {
        try (Conversation conversation = shell("exec >&-; sleep 0.3; exit 4", LIMIT)) {
            assertThat(conversation.end().exitCode()).isEqualTo(4);
        }
    }

    @Test
    void closingLeavesNoProcessBehind() {
        ProcessHandle handle;
        try (Conversation conversation = shell("echo $$; exec sleep 1000", LIMIT)) {
            handle = handle(conversation.hear(LIMIT).orElseThrow());
        }
        assertThat(handle.isAlive()).isFalse();
    }

    @Test
    void aKilledProcessTakesItsProgramWithIt() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            ProcessHandle program = handle(said.readLine());
            parent.destroyForcibly();
            assertThat(program.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS).isAlive())
                    .isFalse();
        } finally {
            parent.destroyForcibly();
        }
    }

    private static ProcessHandle handle(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /** Talks with a program that never ends, and says its process id. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) {
            try (Conversation conversation = shell("echo $$; exec sleep 1000", LIMIT)) {
                System.out.println(conversation.hear(LIMIT).orElseThrow());
                conversation.hear(LIMIT);
            }
        }
    }
}
