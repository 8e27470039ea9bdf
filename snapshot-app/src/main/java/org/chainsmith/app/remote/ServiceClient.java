package org.chainsmith.app.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.volumes.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Calls a service that runs. */
public final class ServiceClient {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI service;
    private final Optional<String> token;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * Calls nothing yet.
     *
     * @param token of a Keystone, where the service asks for one
     */
    public ServiceClient(URI service, Optional<String> token) {
        this.service = requireNonNull(service, "service is null");
        this.token = requireNonNull(token, "token is null");
    }

    public JsonNode get(String path) {
        return call("GET", path, Optional.empty());
    }

    public JsonNode post(String path, ObjectNode body) {
        return call("POST", path, Optional.of(body));
    }

    public void delete(String path) {
        call("DELETE", path, Optional.empty());
    }

    private JsonNode call(String method, String path, Optional<ObjectNode> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve("/" + path))
                .timeout(PATIENCE)
                .method(
                        method,
                        body.map(node -> HttpRequest.BodyPublishers.ofString(node.toString()))
                                .orElseGet(HttpRequest.BodyPublishers::noBody));
        token.ifPresent(text -> request.header("X-Auth-Token", text));
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
            JsonNode document = answer.body().isEmpty()
                    ? JsonNodeFactory.instance.objectNode()
                    : new StrictJson().parse(ByteBuffer.wrap(answer.body().getBytes(UTF_8)));
            if (answer.statusCode() / 100 == 2) {
                return document;
            }
            throw refused(answer.statusCode(), document);
        } catch (IOException | StrictJson.Refused e) {
            throw new SnapshotException(
                            ErrorCode.SERVICE_UNREACHABLE, "The service at " + service + " gives no answer: " + e, e)
                    .hint("Does it run there? --service says where it is.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.SERVICE_UNREACHABLE, "The call was interrupted.", e);
        }
    }

    private static SnapshotException refused(int status, JsonNode document) {
        String message = document.valueStream()
                .flatMap(fault -> fault.path("message").asStringOpt().stream())
                .findFirst()
                .orElse("no reason was given");
        ErrorCode code = switch (status) {
            case 404 -> ErrorCode.OPERATION_NOT_FOUND;
            case 409, 429, 503 -> ErrorCode.SERVICE_UNREACHABLE;
            default -> ErrorCode.SERVICE_REFUSED;
        };
        return new SnapshotException(code, "The service answered " + status + ": " + message);
    }
}
