package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DictatedMerge;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Nova's {@code os-assisted-volume-snapshots}. */
final class AssistedResource implements Resource {
    private static final String DELETE_INFO = "delete_info";

    private final Consumer<AssistedRequest> submit;

    /**
     * Passes requests on.
     *
     * @param submit accepts a request durably, or throws
     */
    AssistedResource(Consumer<AssistedRequest> submit) {
        this.submit = requireNonNull(submit, "submit is null");
    }

    @Override
    public Reply answer(Call call) {
        boolean one = call.path().size() == 1;
        if (call.path().size() > 1) {
            throw new Fault(404, "The resource could not be found.");
        }
        try {
            if (call.method().equals("POST") && !one) {
                return create(call);
            }
            if (call.method().equals("DELETE") && one) {
                return delete(call);
            }
        } catch (SnapshotException e) {
            throw Fault.of(e);
        }
        throw new Fault(405, "The method " + call.method() + " is not allowed for this resource.");
    }

    private Reply create(Call call) {
        Body body = Body.parse("body", call.body());
        body.requireOnly("snapshot");
        Body snapshot = body.object("snapshot");
        snapshot.requireOnly("volume_id", "create_info");
        String volume = snapshot.text("volume_id");
        Body info = snapshot.object("create_info");
        info.requireOnly("snapshot_id", "type", "new_file", "id");
        info.requireOneOf("type", List.of("qcow2"));
        Optional<String> id = info.optionalText("id", 255);
        submit.accept(new AssistedRequest.Create(
                new VolumeId(volume), new SnapshotId(info.text("snapshot_id")), new ImageName(info.text("new_file"))));
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        reply.putObject("snapshot").put("id", id.orElse(null)).put("volumeId", volume);
        return Reply.json(200, reply);
    }

    private Reply delete(Call call) {
        Set<String> more = new TreeSet<>(call.query().keySet());
        more.remove(DELETE_INFO);
        if (!more.isEmpty() && Microversion.of(call).strictQueries()) {
            throw new Fault(
                    400,
                    "Additional properties are not allowed (" + ImageName.quoted(String.join(", ", more))
                            + " was unexpected)");
        }
        String text = Optional.ofNullable(call.query().get(DELETE_INFO))
                .orElseThrow(() -> new Fault(400, "'" + DELETE_INFO + "'"));
        Body info = Body.parse(DELETE_INFO, text);
        for (String needed : List.of("volume_id", "type", "file_to_merge", "merge_target_file")) {
            if (!info.node().has(needed)) {
                throw new Fault(400, "'" + needed + "'");
            }
        }
        info.requireOneOf("type", List.of("qcow2"));
        submit.accept(new AssistedRequest.Delete(
                new VolumeId(info.text("volume_id")), new SnapshotId(call.path().get(0)), merge(info)));
        return Reply.empty(204);
    }

    /** Without a target, the file to merge is not merged: it is the new base of the active layer. */
    private static DictatedMerge merge(Body info) {
        Optional<ImageName> file = image(info, "file_to_merge");
        Optional<ImageName> target = image(info, "merge_target_file");
        if (target.isEmpty()) {
            return new DictatedMerge.PullOnto(file);
        }
        return new DictatedMerge.CommitInto(
                file.orElseThrow(() -> new Fault(
                        400, "'file_to_merge' says nothing, but 'merge_target_file' names " + target.get() + ".")),
                target.get());
    }

    private static Optional<ImageName> image(Body info, String field) {
        JsonNode value = info.required(field);
        return value.isNull() ? Optional.empty() : Optional.of(new ImageName(info.text(field)));
    }
}
