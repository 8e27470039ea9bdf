package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.posix.PosixFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What snapshots are worth, in {@code .chainsmith/volume-<id>.consistency}: Cinder's {@code .info} has no room for it. */
public final class VolumeConsistency implements ConsistencyRecords {
    private final Store store;
    private final VolumeLayout layout;
    private final StrictJson json = new StrictJson();

    public VolumeConsistency(Store store, VolumeLayout layout) {
        this.store = requireNonNull(store, "store is null");
        this.layout = requireNonNull(layout, "layout is null");
    }

    @Override
    public Map<SnapshotId, Consistency> find(VolumeId volume) {
        Optional<PosixFile> there = store.state().flatMap(directory -> directory.openExisting(file(volume)));
        if (there.isEmpty()) {
            return Map.of();
        }
        try (PosixFile file = there.get()) {
            return parse(json.read(file));
        } catch (StrictJson.Refused | SnapshotException | IllegalArgumentException e) {
            throw new SnapshotException(
                            ErrorCode.LEDGER_INVALID,
                            "The record " + store.statePath(file(volume)) + " cannot be used: " + e.getMessage()
                                    + ". Nothing was changed.",
                            e)
                    .ofVolume(volume)
                    .hint("It only says how consistent snapshots are: without it they count as crash consistent.");
        }
    }

    private static Map<SnapshotId, Consistency> parse(JsonNode document) {
        Map<SnapshotId, Consistency> reached = new TreeMap<>();
        document.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            reached.put(
                    new SnapshotId(entry.getKey()),
                    new Consistency(
                            ConsistencyLevel.valueOf(
                                    value.path("level").asString("").toUpperCase(Locale.ROOT)),
                            Duration.ofMillis(value.path("frozen-ms").asLong(0)),
                            value.path("note").asString("")));
        });
        return reached;
    }

    @Override
    public void save(VolumeId volume, Map<SnapshotId, Consistency> reached) {
        if (reached.isEmpty()) {
            store.removeState(file(volume));
            return;
        }
        ObjectNode document = json.mapper().createObjectNode();
        new TreeMap<>(reached)
                .forEach((id, consistency) -> document.putObject(id.value())
                        .put("level", consistency.level().toString())
                        .put("frozen-ms", consistency.frozen().toMillis())
                        .put("note", consistency.note()));
        store.replaceState(file(volume), (document + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private String file(VolumeId volume) {
        return layout.own(volume) + ".consistency";
    }
}
