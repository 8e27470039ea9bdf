package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.DictatedMerge;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Requests and how they ended, as lines of JSON. */
final class RequestCodec {
    private final JsonMapper mapper;

    RequestCodec(JsonMapper mapper) {
        this.mapper = requireNonNull(mapper, "mapper is null");
    }

    ObjectNode accepted(Entry entry) {
        ObjectNode line = mapper.createObjectNode();
        ObjectNode node = line.putObject("accepted");
        node.put("id", entry.id().value()).put("at", entry.accepted().toString());
        entry.group().ifPresent(group -> node.put("group", group.value()));
        node.put("volume", entry.request().volume().value())
                .put("snapshot", entry.request().snapshot().value());
        if (entry.request() instanceof AssistedRequest.Create create) {
            node.put("overlay", create.overlay().value());
        } else if (entry.request() instanceof AssistedRequest.Delete delete) {
            merge(node, delete.merge());
        } else {
            node.put("recorded", entry.request().isCreation());
        }
        return line;
    }

    private static void merge(ObjectNode node, DictatedMerge merge) {
        if (merge instanceof DictatedMerge.CommitInto commit) {
            node.put("top", commit.top().value()).put("base", commit.base().value());
        } else if (merge instanceof DictatedMerge.PullOnto pull) {
            node.put("new-base", pull.newBase().map(ImageName::value).orElse(null));
        }
    }

    ObjectNode settled(OperationId id, Verdict verdict) {
        ObjectNode line = mapper.createObjectNode();
        line.put("settled", id.value()).put("kind", verdict.outcome().kind().name());
        ObjectNode formats = line.putObject("formats");
        verdict.outcome().formats().forEach((image, format) -> formats.put(image.value(), format.id()));
        return line.put("note", verdict.note());
    }

    ObjectNode acknowledged(OperationId id, Acknowledgement acknowledgement) {
        return mapper.createObjectNode().put("acknowledged", id.value()).put("answer", acknowledgement.name());
    }

    /** All that is known of a request. */
    List<ObjectNode> whole(Entry entry) {
        List<ObjectNode> lines = new ArrayList<>(List.of(accepted(entry)));
        entry.verdict().ifPresent(verdict -> lines.add(settled(entry.id(), verdict)));
        entry.acknowledgement().ifPresent(answer -> lines.add(acknowledged(entry.id(), answer)));
        return lines;
    }

    Entry entry(JsonNode node) {
        VolumeId volume = new VolumeId(node.required("volume").stringValue());
        SnapshotId snapshot = new SnapshotId(node.required("snapshot").stringValue());
        return new Entry(
                new OperationId(node.required("id").stringValue()),
                request(node, volume, snapshot),
                Instant.parse(node.required("at").stringValue()),
                Optional.ofNullable(node.get("group")).map(group -> new OperationId(group.stringValue())),
                Optional.empty(),
                Optional.empty());
    }

    private static AssistedRequest request(JsonNode node, VolumeId volume, SnapshotId snapshot) {
        if (node.has("recorded")) {
            return node.get("recorded").booleanValue()
                    ? new AssistedRequest.Take(volume, snapshot)
                    : new AssistedRequest.Remove(volume, snapshot);
        }
        return node.has("overlay")
                ? new AssistedRequest.Create(volume, snapshot, name(node.get("overlay")))
                : new AssistedRequest.Delete(volume, snapshot, merge(node));
    }

    private static DictatedMerge merge(JsonNode node) {
        if (node.has("top")) {
            return new DictatedMerge.CommitInto(name(node.get("top")), name(node.required("base")));
        }
        JsonNode base = node.required("new-base");
        return new DictatedMerge.PullOnto(base.isNull() ? Optional.empty() : Optional.of(name(base)));
    }

    private static ImageName name(JsonNode node) {
        return new ImageName(node.stringValue());
    }

    Verdict verdict(JsonNode line, Entry entry) {
        Map<ImageName, ImageFormat> formats = new HashMap<>();
        line.required("formats")
                .properties()
                .forEach(each -> formats.put(
                        new ImageName(each.getKey()),
                        ImageFormat.parse(each.getValue().stringValue())));
        SnapshotOutcome.Kind kind =
                SnapshotOutcome.Kind.valueOf(line.required("kind").stringValue());
        return new Verdict(
                new SnapshotOutcome(entry.request().snapshot(), kind, formats),
                line.required("note").stringValue());
    }
}
