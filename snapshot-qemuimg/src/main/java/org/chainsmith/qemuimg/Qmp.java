package org.chainsmith.qemuimg;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.process.Conversation;
import org.chainsmith.qemuimg.volumes.StrictJson;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The client of QEMU's machine protocol: one command at a time, events kept in order. Source: QEMU, qmp-spec. */
final class Qmp {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Conversation conversation;
    private final JsonMapper writer =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private final StrictJson reader = new StrictJson();
    private final Deque<JsonNode> events = new ArrayDeque<>();

    /** That a command was refused, or a job failed; the message is QEMU's. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** Hears the greeting and leaves the negotiation. */
    Qmp(Conversation conversation) throws Refused {
        this.conversation = conversation;
        JsonNode greeting = hear();
        if (!greeting.has("QMP")) {
            throw new SnapshotException(ErrorCode.TOOL_FAILED, "QEMU greets with " + greeting + ".");
        }
        execute("qmp_capabilities", object());
    }

    ObjectNode object() {
        return writer.createObjectNode();
    }

    /** Runs a command and returns what it returns; events that come before are kept. */
    JsonNode execute(String command, ObjectNode arguments) throws Refused {
        ObjectNode request = object();
        request.put("execute", command);
        request.set("arguments", arguments);
        conversation.say(writer.writeValueAsString(request));
        while (true) {
            JsonNode answer = hear();
            if (answer.has("event")) {
                events.add(answer);
            } else if (answer.has("return")) {
                return answer.get("return");
            } else {
                throw new Refused(
                        command + ": " + answer.path("error").path("desc").asString("no reason given"));
            }
        }
    }

    /** The next event, if one comes soon. */
    Optional<JsonNode> event(Duration patience) {
        if (events.isEmpty()) {
            conversation.hear(patience).map(this::parsed).ifPresent(events::add);
        }
        return Optional.ofNullable(events.poll());
    }

    private JsonNode hear() {
        Optional<String> line = conversation.hear(PATIENCE);
        while (line.isEmpty()) {
            line = conversation.hear(PATIENCE);
        }
        return parsed(line.get());
    }

    private JsonNode parsed(String line) {
        try {
            return reader.parse(ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (StrictJson.Refused e) {
            throw new SnapshotException(ErrorCode.TOOL_FAILED, "QEMU's answer is refused: " + e.getMessage() + ".", e);
        }
    }
}
