package org.chainsmith.qemuimg.volumes;

import static java.util.Collections.synchronizedMap;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.Operation;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.posix.Directory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The operation log as one {@linkplain LineFile file of lines} for each volume, {@code volume-<id>.log} in Chainsmith's
 * own directory. A long log is rewritten without what is over.
 *
 * <p>What need not be durable is not written: see {@link org.chainsmith.core.operation.Step#evident}. Each line that is
 * written has a sync of its own, since nothing that follows it may become durable without it. {@code begin} comes before
 * the first change. {@code done} comes before a step that takes away the proof: what was merged must not be removed
 * before a power loss can no longer ask for it again. {@code end} comes before the caller hears of success: an operation
 * that a power loss opens again would be settled against what others did to the volume since, and a deletion that is
 * repeated would not be known. Two lines without a sync between them could also become durable in either order, and the
 * first then be damage that stops everything.
 */
public final class FileOperationLog implements OperationLog {
    private static final Set<OperationKind> FREEING =
            EnumSet.of(OperationKind.DELETE_SNAPSHOTS, OperationKind.DELETE_VOLUME);
    private static final int KNOWN = 16;

    private final Store store;
    private final VolumeLayout layout;
    private final StrictJson json = new StrictJson();
    private final Map<VolumeId, Known> known = synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<VolumeId, Known> eldest) {
            return size() > KNOWN;
        }
    });

    /** One operation reads the same lines many times, and what they add up to does not change. */
    private record Known(List<ByteBuffer> documents, VolumeLog log) {
        boolean isStartOf(List<ByteBuffer> all) {
            return all.size() >= documents.size()
                    && all.subList(0, documents.size()).equals(documents);
        }
    }

    public FileOperationLog(Store store, VolumeLayout layout) {
        this.store = requireNonNull(store, "store is null");
        this.layout = requireNonNull(layout, "layout is null");
    }

    @Override
    public void begin(Operation operation) {
        VolumeId volume = operation.plan().volume();
        store.reserve().keep();
        rewriteIfLong(volume);
        ObjectNode line = json.mapper().createObjectNode();
        line.set("begin", LogCodec.encode(json.mapper(), operation));
        if (FREEING.contains(operation.plan().kind())) {
            append(volume, line);
        } else {
            write(volume, line);
        }
    }

    @Override
    public void stepDone(Operation operation, int step) {
        ObjectNode line = json.mapper().createObjectNode();
        line.put("operation", operation.id().value()).put("done", step);
        append(operation.plan().volume(), line);
    }

    @Override
    public void turnBack(Operation operation, int step) {
        ObjectNode line = json.mapper().createObjectNode();
        line.put("operation", operation.id().value())
                .put("direction", Direction.BACK.name())
                .put("from", step);
        append(operation.plan().volume(), line);
    }

    @Override
    public void end(Operation operation, Outcome outcome) {
        ObjectNode line = json.mapper().createObjectNode();
        line.put("operation", operation.id().value()).put("end", outcome.name());
        append(operation.plan().volume(), line);
    }

    @Override
    public Optional<Open> open(VolumeId volume) {
        return read(volume).open();
    }

    @Override
    public List<Ended> ended(VolumeId volume) {
        return read(volume).ended();
    }

    @Override
    public List<VolumeId> volumes() {
        return store.state().map(Directory::names).orElse(List.of()).stream()
                .filter(name -> name.endsWith(".log"))
                .flatMap(name -> layout.volumeOfOwn(name.substring(0, name.length() - ".log".length())).stream())
                .toList();
    }

    private LineFile file(VolumeId volume) {
        return new LineFile(store, layout.own(volume) + ".log");
    }

    /** What frees space, or ends what was begun, is written down even if nothing is free. */
    private void append(VolumeId volume, ObjectNode document) {
        store.reserve().urgently(() -> write(volume, document));
    }

    private VolumeId write(VolumeId volume, ObjectNode document) {
        try {
            file(volume).append(document.toString());
            return volume;
        } catch (SnapshotException e) {
            throw told(volume, e);
        }
    }

    private void rewriteIfLong(VolumeId volume) {
        if (!file(volume).isLong()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        for (Ended past : ended(volume)) {
            ObjectNode line = json.mapper().createObjectNode();
            line.set("ended", encode(past));
            lines.add(line.toString());
        }
        file(volume).replace(lines);
    }

    private ObjectNode encode(Ended past) {
        ObjectNode node = json.mapper().createObjectNode();
        node.put("id", past.id().value())
                .put("kind", past.kind().name())
                .put("outcome", past.outcome().name());
        ArrayNode snapshots = node.putArray("snapshots");
        past.snapshots().forEach(id -> snapshots.add(id.value()));
        ArrayNode removed = node.putArray("removed");
        past.removed().forEach(image -> removed.add(image.value()));
        return node;
    }

    private static Ended decode(JsonNode node) {
        List<SnapshotId> snapshots = new ArrayList<>();
        node.required("snapshots").forEach(id -> snapshots.add(new SnapshotId(id.stringValue())));
        List<ImageName> removed = new ArrayList<>();
        node.required("removed").forEach(image -> removed.add(new ImageName(image.stringValue())));
        return new Ended(
                new OperationId(node.required("id").stringValue()),
                OperationKind.valueOf(node.required("kind").stringValue()),
                snapshots,
                removed,
                Outcome.valueOf(node.required("outcome").stringValue()));
    }

    private VolumeLog read(VolumeId volume) {
        LineFile file = file(volume);
        try {
            List<ByteBuffer> documents = file.lines().documents();
            Known start = Optional.ofNullable(known.get(volume))
                    .filter(before -> before.isStartOf(documents))
                    .orElse(new Known(List.of(), new VolumeLog()));
            VolumeLog log = start.log().copy();
            for (int i = start.documents().size(); i < documents.size(); i++) {
                try {
                    apply(log, json.parse(documents.get(i).duplicate()));
                } catch (StrictJson.Refused | IllegalArgumentException | JacksonException e) {
                    throw file.invalid(i + 1, String.valueOf(e.getMessage()));
                }
            }
            known.put(volume, new Known(documents, log));
            return log;
        } catch (SnapshotException e) {
            throw told(volume, e);
        }
    }

    private void apply(VolumeLog log, JsonNode line) {
        if (line.has("begin")) {
            log.begun(LogCodec.decode(json.mapper(), line.get("begin")));
        } else if (line.has("done")) {
            log.stepDone(
                    line.required("operation").stringValue(), line.get("done").intValue());
        } else if (line.has("direction")) {
            log.turnedBack(
                    line.required("operation").stringValue(),
                    line.required("from").intValue());
        } else if (line.has("end")) {
            log.over(
                    line.required("operation").stringValue(),
                    Outcome.valueOf(line.get("end").stringValue()));
        } else {
            log.ended(decode(line.required("ended")));
        }
    }

    private static SnapshotException told(VolumeId volume, SnapshotException e) {
        SnapshotException told = e.ofVolume(volume);
        return e.code() == ErrorCode.LOG_INVALID
                ? told.hint(
                        "Compare the log with the images' headers and the .info file by hand; then move the log away.")
                : told;
    }
}
