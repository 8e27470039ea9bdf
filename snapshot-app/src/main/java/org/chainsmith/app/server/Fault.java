package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A refusal, as Nova words it: one object, named after the kind of the fault. */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Map<Integer, String> NAMES = Map.of(
            400, "badRequest",
            403, "forbidden",
            404, "itemNotFound",
            405, "badMethod",
            409, "conflictingRequest",
            413, "overLimit",
            415, "badMediaType",
            429, "overLimit",
            503, "serviceUnavailable");
    private static final int RETRY_AFTER = 1;

    private final int status;
    private final String code;

    Fault(int status, String message) {
        this(status, "", message);
    }

    private Fault(int status, String code, String message) {
        super(requireNonNull(message, "message is null"));
        this.status = status;
        this.code = code;
    }

    /**
     * What a caller of Nova's API is told. Whatever was refused is a bad request, as there: Cinder makes no difference.
     * What the service itself cannot do at the moment is no fault of the request.
     */
    static Fault of(SnapshotException error) {
        String message =
                error.getMessage() + error.hint().map(hint -> " " + hint).orElse("");
        return new Fault(status(error.kind()), error.code().id(), message);
    }

    private static int status(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST, PRECONDITION, NOT_FOUND, NOT_SUPPORTED, NO_SPACE -> 400;
            case TRANSIENT -> 409;
            case FAILED, OUTCOME_UNKNOWN, INTERNAL -> 500;
        };
    }

    /** What is said of an error where a resource of ours is named that does not exist. */
    static Fault ofOurs(SnapshotException error) {
        Fault fault = of(error);
        return error.kind() == ErrorKind.NOT_FOUND
                ? new Fault(404, fault.code, String.valueOf(fault.getMessage()))
                : fault;
    }

    int status() {
        return status;
    }

    /** The code of the error behind it, or else the name of the fault. */
    String code() {
        return code.isEmpty() ? name() : code;
    }

    private String name() {
        return Optional.ofNullable(NAMES.get(status)).orElse("computeFault");
    }

    Reply reply() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (status == 401) {
            body.putObject("error")
                    .put("code", status)
                    .put("title", "Unauthorized")
                    .put("message", getMessage());
            return Reply.json(status, body).with("WWW-Authenticate", "Keystone");
        }
        ObjectNode fault = body.putObject(name()).put("code", status).put("message", getMessage());
        if (status != 429) {
            return Reply.json(status, body);
        }
        fault.put("retryAfter", Integer.toString(RETRY_AFTER));
        return Reply.json(status, body).with("Retry-After", Integer.toString(RETRY_AFTER));
    }
}
