package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every way to fail has one form and one exit code. */
final class ErrorsTest {
    private static final String ID = "9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4";

    private final Shell shell = Shell.on(new MemoryBackend(new MemoryStore()));

    private static Shell failingWith(RuntimeException error) {
        return new Shell(settings -> {
            throw error;
        });
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, 2",
        "PRECONDITION, 3",
        "NOT_SUPPORTED, 3",
        "NOT_FOUND, 4",
        "FAILED, 5",
        "NO_SPACE, 5",
        "OUTCOME_UNKNOWN, 6",
        "TRANSIENT, 7",
        "INTERNAL, 70"
    })
    void eachKindHasItsExitCode(ErrorKind kind, int exit) {
        assertThat(ExitCode.of(kind).number()).isEqualTo(exit);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void anErrorIsOneObjectWithAllFields(ErrorCode code) {
        Shell.Outcome outcome = failingWith(new SnapshotException(code, "what was tried"))
                .run("volume", "list", "--store=/x", "--output=json");

        assertThat(outcome.exit()).isEqualTo(ExitCode.of(code.kind()).number());
        assertThat(outcome.out()).isEmpty();
        assertThat(List.copyOf(outcome.error().propertyNames()))
                .containsExactly("code", "kind", "message", "volume", "chain", "hint");
        assertThat(outcome.error().get("code").asString()).isEqualTo(code.id());
        assertThat(outcome.error().get("chain").isNull()).isTrue();
    }

    @Test
    void inTableFormTheChainAndTheHintFollowTheMessage() {
        SnapshotException error = new SnapshotException(ErrorCode.SNAPSHOT_NOT_NEWEST, "Refused.")
                .onChain("base <- active")
                .hint("Do another thing.");

        Shell.Outcome outcome = failingWith(error).run("volume", "list", "--store=/x");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err())
                .isEqualTo("chainsmith: Refused.\n  chain: base <- active\n  hint: Do another thing.\n");
    }

    @Test
    void whatNobodyExpectedIsADefectToBeReported() {
        Shell.Outcome outcome = failingWith(new IllegalStateException("oops")).run("volume", "list", "--store=/x");

        assertThat(outcome.exit()).isEqualTo(70);
        assertThat(outcome.err()).contains("oops").contains("please report").doesNotContain("\tat ");
    }

    @Test
    void theStackTraceIsShownOnRequest() {
        Shell.Outcome outcome = failingWith(new IllegalStateException("oops"))
                .with("CHAINSMITH_DEBUG", "1")
                .run("volume", "list", "--store=/x");

        assertThat(outcome.err()).contains("\tat org.chainsmith");
    }

    @Test
    void textFromOutsideIsNotPrintedRaw() {
        SnapshotException hostile = new SnapshotException(ErrorCode.LEDGER_INVALID, "name\u001b[2Jx\u202e\u009b\ny");

        Shell.Outcome table = failingWith(hostile).run("volume", "list", "--store=/x");
        Shell.Outcome json = failingWith(hostile).run("volume", "list", "--store=/x", "--output=json");

        assertThat(table.err()).startsWith("chainsmith: name\\u001b[2Jx\\u202e\\u009b\\ny\n");
        assertThat(json.err()).doesNotContain("\u001b").doesNotContain("\u202e").doesNotContain("\u009b");
        assertThat(json.error().get("message").asString()).isEqualTo(hostile.getMessage());
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        Shell.Outcome outcome = shell.run("volume", "show", "--store=/x", ID, "--output", "json");

        assertThat(outcome.exit()).isEqualTo(4);
        assertThat(outcome.error().get("code").asString()).isEqualTo("volume-not-found");
        assertThat(outcome.error().get("kind").asString()).isEqualTo("not-found");
        assertThat(outcome.error().get("volume").asString()).isEqualTo(ID);
    }

    @Test
    void anOlderSnapshotIsRestoredOnlyWhenTheNewerOnesMayGo() {
        String store = "--store=/x";
        String volume = VolumeId.random().value();
        shell.run("volume", "create", store, "--size=1MiB", "--id=" + volume);
        shell.run("snapshot", "create", store, volume, "--id=" + ID);
        shell.run("snapshot", "create", store, volume);

        Shell.Outcome refused = shell.run("snapshot", "restore", store, volume, ID);
        Shell.Outcome done = shell.run("snapshot", "restore", store, volume, ID, "--discard-newer");

        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.err()).contains("hint: ").contains("--discard-newer").contains(" <- ");
        assertThat(done.exit()).isZero();
        assertThat(done.out()).contains("discarded snapshot");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "volume",
                "nonsense",
                "volume list",
                "volume create --store=/x",
                "volume create --store=/x --size=1MiB --format=vmdk",
                "volume create --store=/x --size=-1",
                "volume create --store=/x --size=1MiB --id=1-1-1-1-1",
                "volume show --store=/x 9F3D5C9E-0B1A-4F6E-9A58-2F9C51A3D7B4",
                "volume show --store=/x",
                "volume list --store=/x --output=xml",
                "volume list --store=/x --wait=-1",
                "volume list --store=/x --wait=soon",
                "volume list --store=/x surplus",
                "volume list --store=/x --unknown",
                "snapshot delete --store=/x 9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4",
                "@/etc/hostname"
            })
    void wrongUsageIsOneErrorInBothForms(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

        Shell.Outcome table = shell.run(arguments);
        Shell.Outcome json = shell.with("CHAINSMITH_OUTPUT", "json").run(arguments);

        assertThat(table.exit()).isEqualTo(2);
        assertThat(table.out()).isEmpty();
        assertThat(table.err()).startsWith("chainsmith: ").contains("\n  hint: ");
        if (!line.contains("xml")) {
            assertThat(json.exit()).isEqualTo(2);
            assertThat(json.error().get("kind").asString()).isEqualTo("invalid-request");
        }
    }

    @Test
    void aMalformedIdIsSaidToBeOne() {
        JsonNode error = shell.run("volume", "show", "--store=/x", "--output=json", "1-1-1-1-1")
                .error();

        assertThat(error.get("code").asString()).isEqualTo("invalid-id");
    }

    @Test
    void aMistypedOptionIsGuessed() {
        assertThat(shell.run("volume", "list", "--store=/x", "--waitt=1").err()).contains("Did you mean");
    }

    @Test
    void theEnvironmentGivesDefaults() {
        Shell given = shell.with("CHAINSMITH_STORE", "/x").with("CHAINSMITH_OUTPUT", "json");

        assertThat(given.run("volume", "list").out()).isEqualTo("{\"volumes\":[]}\n");
        assertThat(given.run("volume", "list", "--output", "table").out()).startsWith(" Volume");
    }

    @Test
    void theSettingsReachTheStore() {
        StringBuilder seen = new StringBuilder();
        Shell looking = new Shell(settings -> {
                    seen.append(settings);
                    throw new SnapshotException(ErrorCode.STORE_NOT_FOUND, "no");
                })
                .with("CHAINSMITH_QEMU_IMG", "/opt/qemu-img");

        looking.run("volume", "list", "--store", "/x", "--wait", "0.5");

        assertThat(seen).contains("directory=/x").contains("lockWait=PT0.5S").contains("qemuImg=/opt/qemu-img");
    }
}
