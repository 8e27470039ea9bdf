package org.chainsmith.app.cli;

import java.util.List;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.RemoteAnswer;
import org.chainsmith.app.remote.ServiceClient;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The part of {@code snapshot create} that asks a service for snapshots of volumes of a volume service. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServerSnapshot {
    @Mixin
    private ServiceOptions service;

    @Option(
            names = "--server",
            paramLabel = "ID",
            description =
                    "Id of a server whose volumes Cinder keeps: the service takes a snapshot of them at one instant.")
    private @Nullable GuestId server;

    @Option(names = "--all-volumes", description = "With --server: all of its volumes; the default.")
    private boolean allVolumes;

    @Option(names = "--volume", paramLabel = "ID", description = "With --server: only this volume. May be repeated.")
    private List<VolumeId> volumes = List.of();

    @Option(names = "--name", description = "With --server: what Cinder shall call the snapshots.")
    private @Nullable String name;

    boolean isAsked() {
        return server != null;
    }

    /** Asks for the snapshots; they are taken when Cinder has called for all of them. */
    Answer take(Session session, QuiescePolicy quiesce) {
        if (allVolumes && !volumes.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT,
                    "--all-volumes and --volume are not for one command. Nothing was changed.");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode wanted = body.putObject("volume_snapshots");
        if (volumes.isEmpty()) {
            wanted.put("volumes", "all");
        } else {
            ArrayNode ids = wanted.putArray("volumes");
            volumes.forEach(volume -> ids.add(volume.value()));
        }
        wanted.put("name", name == null ? "" : name).put("quiesce", quiesce.toString());
        ServiceClient client = service.client(session.environment());
        return new RemoteAnswer(
                client.post("v2.1/servers/" + server + "/os-volume-snapshots", body)
                        .required("volume_snapshots"),
                "snapshots",
                List.of("volume_id", "snapshot_id", "status"));
    }
}
