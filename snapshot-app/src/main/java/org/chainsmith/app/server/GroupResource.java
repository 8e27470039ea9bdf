package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.assist.Group;
import org.chainsmith.core.assist.GroupSnapshots;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.VolumeId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Snapshots of several volumes of a server at one instant: {@code servers/<id>/os-volume-snapshots}. */
final class GroupResource implements Resource {
    private static final String NAME = "volume_snapshots";

    private final GroupSnapshots groups;

    GroupResource(GroupSnapshots groups) {
        this.groups = requireNonNull(groups, "groups is null");
    }

    /** Its path is: the server, the resource's name, and the id of a group if there is one. */
    @Override
    public Reply answer(Call call) {
        try {
            GuestId guest = new GuestId(call.path().get(0));
            if (call.path().size() == 2 && call.method().equals("POST")) {
                return Reply.json(202, shown(groups.take(request(guest, call))));
            }
            if (call.path().size() == 3) {
                return one(call, guest);
            }
        } catch (SnapshotException e) {
            throw Fault.ofOurs(e);
        }
        throw new Fault(405, "The method " + call.method() + " is not allowed for this resource.");
    }

    private Reply one(Call call, GuestId guest) {
        OperationId id = new OperationId(call.path().get(2));
        Group group = groups.find(id)
                .filter(known -> known.request().guest().equals(guest))
                .orElseThrow(() -> new Fault(404, "There is no snapshot of several volumes " + id + "."));
        return switch (call.method()) {
            case "GET" -> Reply.json(200, shown(group));
            case "DELETE" -> {
                groups.delete(group);
                yield Reply.json(202, shown(group));
            }
            default -> throw new Fault(405, "The method " + call.method() + " is not allowed for this resource.");
        };
    }

    private static Group.GroupRequest request(GuestId guest, Call call) {
        Body body = Body.parse("body", call.body());
        body.requireOnly(NAME);
        Body wanted = body.object(NAME);
        wanted.requireOnly("volumes", "name", "description", "metadata", "quiesce");
        String quiesce = wanted.optionalText("quiesce", 10).orElse("prefer");
        QuiescePolicy policy = List.of(QuiescePolicy.values()).stream()
                .filter(each -> each.toString().equals(quiesce))
                .findFirst()
                .orElseThrow(() -> Body.invalid(
                        "quiesce", wanted.required("quiesce"), "is not one of ['require', 'prefer', 'never']"));
        return new Group.GroupRequest(
                guest,
                volumes(wanted.required("volumes")),
                wanted.optionalText("name", 255).orElse(""),
                wanted.optionalText("description", 255).orElse(""),
                wanted.texts("metadata"),
                policy);
    }

    /** None stands for all. */
    private static List<VolumeId> volumes(JsonNode node) {
        if (node.isString() && node.stringValue().equals("all")) {
            return List.of();
        }
        if (!node.isArray() || node.isEmpty() || !node.valueStream().allMatch(JsonNode::isString)) {
            throw Body.invalid("volumes", node, "is neither 'all' nor a list of the ids of volumes");
        }
        return node.valueStream().map(id -> new VolumeId(id.stringValue())).toList();
    }

    private ObjectNode shown(Group group) {
        GroupSnapshots.Seen seen = groups.look(group);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode shown = body.putObject(NAME)
                .put("id", group.id().value())
                .put("status", seen.status())
                .put("server_id", group.request().guest().value())
                .put("name", group.request().name())
                .put("description", group.request().description())
                .put("created_at", group.created().toString());
        ArrayNode snapshots = shown.putArray("snapshots");
        group.volumes()
                .forEach(volume -> snapshots
                        .addObject()
                        .put("volume_id", volume.value())
                        .put(
                                "snapshot_id",
                                Optional.ofNullable(group.snapshots().get(volume))
                                        .map(Object::toString)
                                        .orElse(null))
                        .put("status", seen.snapshots().get(volume)));
        shown.put(
                "consistency",
                group.reached().map(reached -> reached.level().toString()).orElse(null));
        shown.put(
                "frozen_ms",
                group.reached().map(reached -> reached.frozen().toMillis()).orElse(null));
        shown.put(
                "note",
                group.note().isEmpty()
                        ? group.reached().map(reached -> reached.note()).orElse("")
                        : group.note());
        return body;
    }
}
