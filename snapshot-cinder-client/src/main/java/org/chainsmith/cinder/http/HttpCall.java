package org.chainsmith.cinder.http;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A call to a service.
 *
 * @param headers headers that may be printed
 * @param tokens headers that must not be
 * @param body JSON; not printed, for it may hold a password
 */
public record HttpCall(
        String method, URI uri, Map<String, String> headers, Map<String, Secret> tokens, Optional<String> body) {
    public HttpCall {
        requireNonNull(method, "method is null");
        requireNonNull(uri, "uri is null");
        headers = Map.copyOf(headers);
        tokens = Map.copyOf(tokens);
        requireNonNull(body, "body is null");
    }

    public static HttpCall of(String method, URI uri) {
        return new HttpCall(method, uri, Map.of(), Map.of(), Optional.empty());
    }

    public HttpCall with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new HttpCall(method, uri, more, tokens, body);
    }

    public HttpCall with(String header, Secret token) {
        Map<String, Secret> more = new HashMap<>(tokens);
        more.put(header, token);
        return new HttpCall(method, uri, headers, more, body);
    }

    public HttpCall withBody(String json) {
        return new HttpCall(method, uri, headers, tokens, Optional.of(json));
    }

    /** A text from outside without any secret that this call carries. */
    String clean(String text) {
        String clean = text;
        for (Secret token : tokens.values()) {
            clean = token.removeFrom(clean);
        }
        return clean;
    }

    @Override
    public String toString() {
        return method + " " + uri;
    }
}
