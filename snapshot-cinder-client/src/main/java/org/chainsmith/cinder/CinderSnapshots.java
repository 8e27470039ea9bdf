package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.api.SnapshotBody;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.resilience.Attempts;
import org.chainsmith.cinder.resilience.Repetition;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** Cinder's snapshots. What the methods throw is said at {@link org.chainsmith.core.backend.VolumeCatalog}. */
public final class CinderSnapshots {
    private final CinderCalls calls;

    CinderSnapshots(CinderCalls calls) {
        this.calls = requireNonNull(calls, "calls is null");
    }

    /** All snapshots of a volume, of all projects if this user is an administrator. */
    public List<SnapshotBody> listOf(VolumeId volume) {
        return CinderLists.all(
                calls,
                "list the snapshots of volume " + volume,
                "/snapshots/detail?all_tenants=1&sort=created_at:asc&volume_id=" + volume,
                Optional.empty(),
                "snapshots",
                SnapshotBody.class);
    }

    public Optional<SnapshotBody> find(SnapshotId id) {
        CinderCall call = CinderCall.read("show snapshot " + id, "/snapshots/" + id);
        return calls.find(call).map(answer -> CinderCalls.member(call, answer, "snapshot", SnapshotBody.class));
    }

    /**
     * Tells how a snapshot is, with {@code os-update_snapshot_status}; the answer, whatever it is.
     *
     * @throws NoAnswer if there is none
     */
    Attempts updateStatus(SnapshotId id, Map<String, Object> status) {
        return calls.send(statusCall(id).sending(Map.of("os-update_snapshot_status", status)));
    }

    static CinderCall statusCall(SnapshotId id) {
        return action(id, "note the status of snapshot " + id);
    }

    private static CinderCall action(SnapshotId id, String what) {
        return CinderCall.change(what, "POST", "/snapshots/" + id + "/action", Repetition.HARMLESS);
    }

    /** What an administrator does by hand. */
    public void resetStatus(SnapshotId id, String status) {
        calls.succeed(action(id, "reset snapshot " + id).sending(Map.of("os-reset_status", Map.of("status", status))));
    }

    /** The call that creates a snapshot, also of a volume in use. */
    static CinderCall creation(SnapshotRequest request) {
        Map<String, Object> snapshot = new LinkedHashMap<>();
        snapshot.put("volume_id", request.volume().value());
        snapshot.put("name", request.name());
        snapshot.put("description", request.description());
        snapshot.put("metadata", request.markedMetadata());
        snapshot.put("force", true);
        return CinderCall.change(
                        "create a snapshot of volume " + request.volume(),
                        "POST",
                        "/snapshots",
                        Repetition.IF_SURELY_NOT_DONE)
                .sending(Map.of("snapshot", snapshot));
    }

    static CinderCall deletion(SnapshotId id) {
        return CinderCall.change("delete snapshot " + id, "DELETE", "/snapshots/" + id, Repetition.HARMLESS);
    }

    // ---- records that the compute side keeps by itself ----

    static CinderCall recordCreation(SnapshotRequest request) {
        Map<String, Object> snapshot = new LinkedHashMap<>();
        snapshot.put("display_name", request.name());
        snapshot.put("display_description", request.description());
        snapshot.put("metadata", request.markedMetadata());
        return CinderCall.change(
                        "record a snapshot of volume " + request.volume(),
                        "POST",
                        "/volumes/" + request.volume() + "/action",
                        Repetition.IF_SURELY_NOT_DONE)
                .sending(Map.of("os-create_snapshot_metadata", snapshot));
    }

    static CinderCall recordCompletion(SnapshotId id, Map<String, Object> outcome) {
        return action(id, "complete the record of snapshot " + id)
                .sending(Map.of("os-finalize_snapshot_metadata", outcome));
    }

    static CinderCall recordRemoval(SnapshotId id) {
        return action(id, "remove the record of snapshot " + id)
                .sending(Map.of("os-delete_snapshot_metadata", Map.of()));
    }
}
