package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.assist.Group;
import org.chainsmith.core.assist.GroupLog;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.posix.Directory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Groups as one file each, {@code group-<id>.group}, which is replaced whole. */
public final class FileGroupLog implements GroupLog {
    private static final String PREFIX = "group-";
    private static final String SUFFIX = ".group";

    private final Store store;
    private final StrictJson json = new StrictJson();

    public FileGroupLog(Store store) {
        this.store = requireNonNull(store, "store is null");
    }

    @Override
    public void save(Group group) {
        new LineFile(store, PREFIX + group.id() + SUFFIX)
                .replace(List.of(encoded(group).toString()));
    }

    @Override
    public List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        store.state().map(Directory::names).orElse(List.of()).stream()
                .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
                .forEach(name -> groups.addAll(read(new LineFile(store, name))));
        groups.sort(Comparator.comparing(Group::created));
        return groups;
    }

    private List<Group> read(LineFile file) {
        List<Group> groups = new ArrayList<>();
        for (ByteBuffer document : file.lines().documents()) {
            try {
                groups.add(decoded(json.parse(document)));
            } catch (StrictJson.Refused | IllegalArgumentException | JacksonException | SnapshotException e) {
                throw file.invalid(1, String.valueOf(e.getMessage())).hint("Move the file away.");
            }
        }
        return groups;
    }

    private ObjectNode encoded(Group group) {
        Group.GroupRequest request = group.request();
        ObjectNode node = json.mapper().createObjectNode();
        node.put("id", group.id().value())
                .put("guest", request.guest().value())
                .put("name", request.name())
                .put("description", request.description())
                .put("quiesce", request.policy().name())
                .put("created", group.created().toString())
                .put("form", group.form().name())
                .put("status", group.status().name())
                .put("note", group.note());
        ObjectNode metadata = node.putObject("metadata");
        request.metadata().forEach(metadata::put);
        ArrayNode asked = node.putArray("asked");
        request.volumes().forEach(volume -> asked.add(volume.value()));
        ArrayNode volumes = node.putArray("volumes");
        group.volumes().forEach(volume -> volumes.add(volume.value()));
        ArrayNode devices = node.putArray("devices");
        group.devices().forEach(volume -> devices.add(volume.value()));
        ObjectNode snapshots = node.putObject("snapshots");
        group.snapshots().forEach((volume, snapshot) -> snapshots.put(volume.value(), snapshot.value()));
        group.reached()
                .ifPresent(reached -> node.putObject("reached")
                        .put("level", reached.level().name())
                        .put("frozen-ms", reached.frozen().toMillis())
                        .put("note", reached.note()));
        return node;
    }

    private static Group decoded(JsonNode node) {
        Map<String, String> metadata = new HashMap<>();
        node.required("metadata")
                .properties()
                .forEach(each -> metadata.put(each.getKey(), each.getValue().stringValue()));
        Map<VolumeId, SnapshotId> snapshots = new TreeMap<>();
        node.required("snapshots")
                .properties()
                .forEach(each -> snapshots.put(
                        new VolumeId(each.getKey()),
                        new SnapshotId(each.getValue().stringValue())));
        Group.GroupRequest request = new Group.GroupRequest(
                new GuestId(node.required("guest").stringValue()),
                volumes(node.required("asked")),
                node.required("name").stringValue(),
                node.required("description").stringValue(),
                metadata,
                QuiescePolicy.valueOf(node.required("quiesce").stringValue()));
        return new Group(
                new OperationId(node.required("id").stringValue()),
                request,
                volumes(node.required("volumes")),
                volumes(node.required("devices")),
                Instant.parse(node.required("created").stringValue()),
                Group.Form.valueOf(node.required("form").stringValue()),
                snapshots,
                Group.Status.valueOf(node.required("status").stringValue()),
                Optional.ofNullable(node.get("reached")).map(FileGroupLog::reached),
                node.required("note").stringValue());
    }

    private static Consistency reached(JsonNode node) {
        return new Consistency(
                ConsistencyLevel.valueOf(node.required("level").stringValue()),
                Duration.ofMillis(node.required("frozen-ms").longValue()),
                node.required("note").stringValue());
    }

    private static List<VolumeId> volumes(JsonNode node) {
        return node.valueStream()
                .map(volume -> new VolumeId(volume.stringValue()))
                .toList();
    }
}
