package org.chainsmith.cinder.http;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An answer that came back whole.
 *
 * @param headers the first value of each, in any spelling of the name
 * @param text the body, free of the secrets that the call carried
 */
public record HttpAnswer(int status, Map<String, String> headers, String text) {
    public HttpAnswer {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        headers = byName;
        requireNonNull(text, "text is null");
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public boolean isRedirect() {
        return status >= 300 && status < 400;
    }

    /** The service's own name for the request, by which its log is searched. */
    public Optional<String> requestId() {
        return header("x-openstack-request-id").or(() -> header("x-compute-request-id"));
    }

    /** Only what may be printed: headers may hold a token. */
    @Override
    public String toString() {
        return "answer " + status;
    }
}
