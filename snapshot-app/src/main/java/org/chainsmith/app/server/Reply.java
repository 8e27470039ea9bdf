package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What is answered. */
record Reply(int status, String type, String body, Map<String, String> headers) {
    private static final String JSON = "application/json";

    Reply {
        requireNonNull(type, "type is null");
        requireNonNull(body, "body is null");
        headers = Map.copyOf(headers);
    }

    static Reply json(int status, JsonNode body) {
        return new Reply(status, JSON, body.toString(), Map.of());
    }

    static Reply text(String type, String body) {
        return new Reply(200, type, body, Map.of());
    }

    static Reply empty(int status) {
        return new Reply(status, JSON, "", Map.of());
    }

    Reply with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Reply(status, type, body, more);
    }
}
