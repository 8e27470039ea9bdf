package org.chainsmith.app.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of a volume service over HTTP that keeps records of snapshots which it has no hand in, as
 * docs/reference/cinder-client.md has it.
 */
final class RecordingCinder implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> snapshots = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> formats = new CopyOnWriteArrayList<>();

    RecordingCinder() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v3", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v3");
    }

    /** The methods and paths of all calls, without ids. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    /** The formats of files that it was told, each as {@code name=format}. */
    List<String> formats() {
        return List.copyOf(formats);
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/v3".length());
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonNode action = body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
            String name = action.propertyNames().stream().findFirst().orElse("");
            calls.add(
                    (exchange.getRequestMethod() + " " + path.replaceAll("[0-9a-f-]{36}", "ID") + " " + name).strip());
            String[] parts = path.split("/");
            switch (parts[1]) {
                case "extensions" ->
                    answer(exchange, 200, "{\"extensions\": [{\"alias\": \"os-snapshot-metadata-actions\"}]}");
                case "volumes" -> answer(exchange, 202, wrapped(opened(parts[2], action.path(name))));
                default -> snapshots(exchange, parts, name, action.path(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode opened(String volume, JsonNode wanted) {
        ObjectNode snapshot = JSON.createObjectNode()
                .put("id", UUID.randomUUID().toString())
                .put("volume_id", volume)
                .put("name", wanted.path("display_name").asString(""))
                .put("status", "creating")
                .put("size", 1)
                .put("created_at", "2026-11-21T19:00:00.000000");
        snapshot.set("metadata", wanted.path("metadata"));
        snapshots.put(snapshot.path("id").asString(), snapshot);
        return snapshot;
    }

    private void snapshots(HttpExchange exchange, String[] parts, String action, JsonNode said) throws IOException {
        if (parts[2].equals("detail")) {
            ObjectNode list = JSON.createObjectNode();
            var all = list.putArray("snapshots");
            snapshots.values().stream()
                    .filter(snapshot -> String.valueOf(exchange.getRequestURI().getQuery())
                            .contains("volume_id=" + snapshot.path("volume_id").asString()))
                    .forEach(all::add);
            answer(exchange, 200, list.toString());
            return;
        }
        ObjectNode snapshot = snapshots.get(parts[2]);
        if (snapshot == null) {
            answer(exchange, 404, "{\"itemNotFound\": {\"code\": 404, \"message\": \"no such snapshot\"}}");
            return;
        }
        switch (action) {
            case "os-finalize_snapshot_metadata" -> {
                snapshot.put("status", said.path("status").asString());
                said.path("file_format")
                        .properties()
                        .forEach(each -> formats.add(
                                each.getKey() + "=" + each.getValue().asString()));
                answer(exchange, 202, "");
            }
            case "os-delete_snapshot_metadata" -> {
                snapshots.remove(parts[2]);
                answer(exchange, 202, "");
            }
            default -> answer(exchange, 200, wrapped(snapshot));
        }
    }

    private static String wrapped(ObjectNode snapshot) {
        ObjectNode body = JSON.createObjectNode();
        body.set("snapshot", snapshot);
        return body.toString();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
