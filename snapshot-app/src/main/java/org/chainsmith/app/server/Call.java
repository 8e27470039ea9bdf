package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request as the resources see it.
 *
 * @param path the segments of the path, decoded
 * @param query of each name the first value, decoded
 * @param headers by name in lower case
 * @param client the names in the certificate that the caller has shown; empty without one
 */
record Call(
        String method,
        List<String> path,
        Map<String, String> query,
        Map<String, String> headers,
        String body,
        String id,
        Set<String> client) {
    Call {
        requireNonNull(method, "method is null");
        path = List.copyOf(path);
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
        requireNonNull(body, "body is null");
        requireNonNull(id, "id is null");
        client = Set.copyOf(client);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The same call, of what follows the first segments of its path. */
    Call below(int segments) {
        return new Call(method, path.subList(segments, path.size()), query, headers, body, id, client);
    }
}
