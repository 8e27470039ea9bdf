package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.CinderExtension;
import org.chainsmith.testkit.lab.CinderLab;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as a process, and the commands that ask it, with a real Cinder and a real guest. */
@ExtendWith({LabExtension.class, CinderExtension.class})
@Timeout(600)
final class ServeIT {
    private static final int TERMINATED = 128 + 15;
    /** A pull of the whole volume takes about 17 s then, holes included. */
    private static final Map<String, String> SLOW = Map.of("grace-seconds", "1", "bytes-per-second", "64000000");

    private static JsonNode command(CinderGuest host, String... arguments) {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--service", "http://127.0.0.1:" + host.cinder.computePort(), "--output", "json"));
        return new JsonMapper().readTree(ServiceProcess.command(command.toArray(String[]::new)));
    }

    private static JsonNode operation(CinderGuest host, String kind) {
        return command(host, "operation", "list")
                .get("operations")
                .valueStream()
                .filter(each -> each.get("kind").stringValue().equals(kind))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @Test
    void aMergeIsSeenAndCancelledAndAnEndDoesNotWaitForIt(LibvirtLab lab, CinderLab cinder) {
        try (CinderGuest host = new CinderGuest(lab, cinder, 1)) {
            VolumeId volume = host.volumes.get(0);
            SnapshotId snapshot;
            try (ServiceProcess slow =
                    ServiceProcess.serve(host.configuration(SLOW)).requireListening()) {
                snapshot =
                        new SnapshotId(command(host, "snapshot", "create", "--server", host.id.value(), "--all-volumes")
                                .get("snapshots")
                                .get(0)
                                .get("snapshot_id")
                                .stringValue());
                host.await(snapshot, SnapshotStatus.AVAILABLE);
                assertThat(operation(host, "create").get("state").stringValue()).isEqualTo("done");
                host.delete(snapshot);
                String id = awaitRunning(host);
                JsonNode cancelled = command(host, "operation", "cancel", id);
                assertThat(cancelled.get("id").stringValue()).isEqualTo(id);
                host.await(snapshot, SnapshotStatus.ERROR_DELETING);
                assertThat(command(host, "operation", "show", id).get("note").stringValue())
                        .startsWith("job-cancelled");
                host.allowAnotherDeletion(snapshot);
                host.assertSound(volume, List.of(snapshot));

                host.delete(snapshot);
                awaitRunning(host);
                slow.end();
                assertThat(slow.exit()).isEqualTo(TERMINATED);
                assertThat(slow.errors()).contains("what is not done is gone on with at the next start");
            }
            assertThat(host.status(snapshot)).isEqualTo(Optional.of(SnapshotStatus.DELETING));

            try (ServiceProcess next =
                    ServiceProcess.serve(host.configuration(Map.of())).requireListening()) {
                host.awaitGone(snapshot);
                host.assertSound(volume, List.of());
                Await.until(
                        "the report",
                        CinderGuest.PATIENCE,
                        () -> operation(host, "delete")
                                .get("reported")
                                .stringValue()
                                .equals("yes"));
                next.end();
                assertThat(next.exit()).isEqualTo(TERMINATED);
                assertThat(next.errors()).contains("\"ended\"");
            }
        }
    }

    /** Returns its id. */
    private static String awaitRunning(CinderGuest host) {
        JsonNode[] seen = new JsonNode[1];
        Await.until("a merge that is on its way", CinderGuest.PATIENCE, () -> {
            seen[0] = host.compute()
                    .get("operations")
                    .get("operations")
                    .valueStream()
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
            return seen[0].get("state").stringValue().equals("running")
                    && seen[0].get("done").longValue() > 0;
        });
        assertThat(seen[0].get("total").longValue())
                .isGreaterThanOrEqualTo(seen[0].get("done").longValue());
        return seen[0].get("id").stringValue();
    }
}
