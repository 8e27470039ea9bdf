package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.chainsmith.app.server.ServedHost;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Commands that ask a service, through HTTP. */
final class ServiceCommandsTest {
    private static final String NOBODY = "11111111-1111-4111-8111-111111111111";

    private ServedHost host;
    private Shell shell;

    @BeforeEach
    void start(@TempDir Path state) {
        host = new ServedHost(state, 3);
        shell = Shell.on(new MemoryBackend(new MemoryStore())).with("CHAINSMITH_SERVICE", host.uri());
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private List<JsonNode> operations() {
        return shell.json("operation", "list").get("operations").valueStream().toList();
    }

    private String id(int index) {
        return operations().get(index).get("id").asString();
    }

    @Test
    void operationsAreListedWhileTheyWaitAndWhenTheyAreDone() {
        SnapshotId snapshot = host.askForSnapshot();
        JsonNode waiting = operations().get(0);
        host.work();
        JsonNode done = operations().get(0);

        assertThat(waiting.get("state").asString()).isEqualTo("waiting");
        assertThat(waiting.get("reported").asString()).isEqualTo("no");
        assertThat(done.get("id")).isEqualTo(waiting.get("id"));
        assertThat(done.get("kind").asString()).isEqualTo("create");
        assertThat(done.get("snapshot").asString()).isEqualTo(snapshot.value());
        assertThat(done.get("state").asString()).isEqualTo("done");
        assertThat(done.get("reported").asString()).isEqualTo("yes");
    }

    @Test
    void peopleReadATable() {
        SnapshotId snapshot = host.askForSnapshot();

        Shell.Outcome list = shell.run("operation", "list", "--service", host.uri());
        Shell.Outcome one = shell.run("operation", "show", id(0), "--output", "table");

        assertThat(list.exit()).isZero();
        assertThat(list.out()).contains("snapshot", snapshot.value(), "waiting");
        assertThat(one.out()).contains("state: waiting", "snapshot: " + snapshot);
    }

    @Test
    void oneOperationIsShown() {
        host.askForSnapshot();
        String id = id(0);

        assertThat(shell.json("operation", "show", id)).isEqualTo(operations().get(0));
        Shell.Outcome unknown = shell.run("operation", "show", NOBODY);
        assertThat(unknown.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(unknown.error().get("code").asString()).isEqualTo("operation-not-found");
        assertThat(shell.run("operation", "show", "../healthz").exit()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void aDeletionIsCancelledAndACreationIsNot() {
        SnapshotId snapshot = host.askForSnapshot();
        Shell.Outcome refused = shell.with("CHAINSMITH_OUTPUT", "json").run("operation", "cancel", id(0));
        host.work();
        host.askForDeletion(snapshot);
        JsonNode cancelled = shell.json("operation", "cancel", id(1));
        host.work();

        assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(refused.error().get("code").asString()).isEqualTo("service-refused");
        assertThat(cancelled.get("kind").asString()).isEqualTo("delete");
        assertThat(host.status(snapshot)).contains(SnapshotStatus.ERROR_DELETING);
        assertThat(shell.json("operation", "show", id(1)).get("note").asString())
                .startsWith("job-cancelled");
    }

    @Test
    void allVolumesOfAServerHaveASnapshot() {
        JsonNode asked = host.workDuring(() ->
                shell.json("snapshot", "create", "--server", host.server(), "--all-volumes", "--name", "nightly"));

        assertThat(asked.get("name").asString()).isEqualTo("nightly");
        assertThat(asked.get("snapshots")).hasSize(3);
        asked.get("snapshots")
                .forEach(each -> assertThat(host.status(
                                new SnapshotId(each.get("snapshot_id").asString())))
                        .contains(SnapshotStatus.AVAILABLE));
        assertThat(operations())
                .hasSize(3)
                .allSatisfy(operation -> assertThat(operation.get("group")).isEqualTo(asked.get("id")));
    }

    @Test
    void someVolumesOfAServerHaveASnapshot() {
        String first = host.volumes().get(0).value();
        String last = host.volumes().get(2).value();

        JsonNode asked = host.workDuring(
                () -> shell.json("snapshot", "create", "--server", host.server(), "--volume", first, "--volume", last));

        assertThat(asked.get("snapshots")
                        .valueStream()
                        .map(each -> each.get("volume_id").asString()))
                .containsExactlyInAnyOrder(first, last);
    }

    @Test
    void whatTheServiceRefusesIsSaid() {
        String volume = host.volumes().get(0).value();
        Shell.Outcome both =
                shell.run("snapshot", "create", "--server", host.server(), "--all-volumes", "--volume", volume);
        Shell.Outcome foreign = shell.with("CHAINSMITH_OUTPUT", "json")
                .run("snapshot", "create", "--server", host.server(), "--volume", NOBODY);

        assertThat(both.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(foreign.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(foreign.error().get("message").asString()).contains(NOBODY);
        assertThat(operations()).isEmpty();
    }

    @Test
    void aServiceThatIsNotThereIsSaid() {
        String gone = host.uri();
        host.close();

        Shell.Outcome outcome = shell.with("CHAINSMITH_OUTPUT", "json").run("operation", "list", "--service", gone);

        assertThat(outcome.exit()).isEqualTo(ExitCode.BUSY.number());
        assertThat(outcome.error().get("code").asString()).isEqualTo("service-unreachable");
    }
}
