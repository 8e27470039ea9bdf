package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.qemuimg.volumes.ServiceState;
import org.chainsmith.testkit.memory.MemoryHypervisor;
import org.chainsmith.testkit.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code serve}, as far as it gets where it cannot serve. */
final class ServeTest {
    @TempDir
    private Path folder;

    private Path configuration;
    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        MemoryStore store = new MemoryStore();
        shell = Shell.on(store, new MemoryHypervisor(store)).with("CHAINSMITH_OUTPUT", "json");
        configuration = folder.resolve("compute.conf");
        configure("listen=127.0.0.1:0");
    }

    private void configure(String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "auth=noauth",
                "cinder-endpoint=http://127.0.0.1:9/v3",
                "cinder-token=secret",
                "state-dir=" + folder.resolve("state")));
        lines.addAll(List.of(more));
        Files.write(configuration, lines);
    }

    private Shell.Outcome serve(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--role", "compute", "--config", configuration.toString()));
        arguments.addAll(List.of(more));
        return shell.run(arguments.toArray(String[]::new));
    }

    @Test
    void whatIsSetIsShownAndNothingIsStarted() {
        shell.with("CHAINSMITH_GRACE_SECONDS", "7");

        Shell.Outcome outcome = serve("--check-config", "--listen", "127.0.0.1:8775");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.json().findValue("listen").asString()).isEqualTo("127.0.0.1:8775");
        assertThat(outcome.json().findValue("grace-seconds").asString()).isEqualTo("7");
        assertThat(outcome.json().findValue("cinder-token").asString()).isEqualTo("(set)");
        assertThat(outcome.out()).doesNotContain("secret");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "lisen=127.0.0.1:1, lisen",
        "listen=0.0.0.0:8774, loopback",
        "listen=8774, HOST:PORT",
        "auth=none, auth",
        "cinder-token=, cinder-token",
        "quiesce=perhaps, quiesce",
        "grace-seconds=soon, grace-seconds",
    })
    void whatIsWrongIsSaidBeforeAnythingIsStarted(String line, String named) throws IOException {
        configure(line);

        for (Shell.Outcome outcome : List.of(serve(), serve("--check-config"))) {
            assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE.number());
            assertThat(outcome.error().get("code").asString()).isEqualTo("invalid-argument");
            assertThat(outcome.error().get("message").asString()).contains(named);
        }
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void aFileAndARoleThatThereAreNotAreSaid() throws IOException {
        Shell.Outcome role = shell.run("serve", "--role", "control", "--config", configuration.toString());
        Files.delete(configuration);

        assertThat(role.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(serve().exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(shell.run("serve").exit()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void anAddressThatIsTakenEndsItBeforeAnythingIsGoneOnWith() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Shell.Outcome outcome = serve("--listen", "127.0.0.1:" + other.getLocalPort());

            assertThat(outcome.exit()).isEqualTo(ExitCode.FAILED.number());
            JsonNode error = outcome.error();
            assertThat(error.get("code").asString()).isEqualTo("io-error");
            assertThat(error.get("message").asString()).contains("127.0.0.1:" + other.getLocalPort());
            assertThat(error.get("hint").asString()).contains("--listen");
        }
        ServiceState.open(folder.resolve("state"), Effects.DIRECT).close();
    }

    @Test
    void aStateDirectoryHasOneService() throws IOException {
        Path state = Files.createDirectory(folder.resolve("state"));
        try (ServiceState other = ServiceState.open(state, Effects.DIRECT)) {
            Shell.Outcome outcome = serve();

            assertThat(other).isNotNull();
            assertThat(outcome.exit()).isNotZero();
            assertThat(outcome.error().get("code").asString()).isEqualTo("state-in-use");
        }
    }
}
