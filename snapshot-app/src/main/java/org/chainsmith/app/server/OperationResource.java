package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.chainsmith.core.assist.AssistedOperation;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationId;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What was asked for, how far it is, and how it ended: {@code operations}. */
final class OperationResource implements Resource {
    private final AssistedSnapshots snapshots;

    OperationResource(AssistedSnapshots snapshots) {
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
    }

    @Override
    public Reply answer(Call call) {
        List<AssistedOperation> all = snapshots.operations();
        if (call.path().isEmpty() && call.method().equals("GET")) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ArrayNode list = body.putArray("operations");
            all.forEach(operation -> list.add(shown(operation)));
            return Reply.json(200, body);
        }
        if (call.path().size() != 1) {
            throw new Fault(404, "The resource could not be found.");
        }
        OperationId id = new OperationId(call.path().get(0));
        AssistedOperation operation = all.stream()
                .filter(each -> each.entry().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Fault(404, "There is no operation " + id + "."));
        return switch (call.method()) {
            case "GET" -> Reply.json(200, shown(operation));
            case "DELETE" -> cancel(id);
            default -> throw new Fault(405, "The method " + call.method() + " is not allowed for this resource.");
        };
    }

    private Reply cancel(OperationId id) {
        try {
            snapshots.cancel(id);
        } catch (SnapshotException e) {
            throw Fault.ofOurs(e);
        }
        return Reply.empty(202);
    }

    private static ObjectNode shown(AssistedOperation operation) {
        Entry entry = operation.entry();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("id", entry.id().value())
                .put("kind", entry.request().isCreation() ? "create" : "delete")
                .put("volume", entry.request().volume().value())
                .put("snapshot", entry.request().snapshot().value())
                .put("accepted", entry.accepted().toString())
                .put("state", state(operation))
                .put("group", entry.group().map(OperationId::value).orElse(null))
                .put("attempts", operation.attempts())
                .put("done", operation.done())
                .put("total", operation.total())
                .put(
                        "note",
                        operation
                                .trouble()
                                .or(() -> entry.verdict().map(Verdict::note))
                                .orElse(""));
        return node.put(
                "reported",
                entry.acknowledgement()
                        .map(answer -> answer == Acknowledgement.ACCEPTED ? "yes" : "too-late")
                        .orElse("no"));
    }

    private static String state(AssistedOperation operation) {
        return operation
                .entry()
                .verdict()
                .map(verdict -> verdict.outcome().kind().isFailure() ? "failed" : "done")
                .orElse(operation.attempts() == 0 ? "waiting" : "running");
    }
}
