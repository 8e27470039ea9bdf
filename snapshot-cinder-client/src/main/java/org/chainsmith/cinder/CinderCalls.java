package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Optional;
import org.chainsmith.cinder.api.Json;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.http.HttpCall;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.http.RequestIds;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.http.Wire;
import org.chainsmith.cinder.keystone.TokenSource;
import org.chainsmith.cinder.resilience.Attempts;
import org.chainsmith.cinder.resilience.Resilience;
import tools.jackson.databind.JsonNode;

/** Makes calls to one Cinder for one user, with a token that is renewed once when it is refused. */
final class CinderCalls {
    private final TokenSource tokens;
    private final Optional<TokenSource> serviceTokens;
    private final Wire wire;
    private final Resilience resilience;

    CinderCalls(TokenSource tokens, Optional<TokenSource> serviceTokens, Wire wire, Resilience resilience) {
        this.tokens = requireNonNull(tokens, "tokens is null");
        this.serviceTokens = requireNonNull(serviceTokens, "serviceTokens is null");
        this.wire = requireNonNull(wire, "wire is null");
        this.resilience = requireNonNull(resilience, "resilience is null");
    }

    Resilience resilience() {
        return resilience;
    }

    /** The endpoint as configured or in the catalog, with its version and without a slash at the end. */
    static String base(URI endpoint) {
        String text = endpoint.toString().replaceAll("/+$", "");
        return text.matches(".*/v3(/[^/]*)?") ? text : text + "/v3";
    }

    /**
     * The answer, whatever it is.
     *
     * @throws NoAnswer if there is none
     */
    Attempts send(CinderCall call) {
        Secret token = tokens.token();
        Optional<Secret> service = serviceTokens.map(TokenSource::token);
        Attempts attempts = send(call, token, service);
        if (attempts.answer().status() != 401) {
            return attempts;
        }
        boolean better = tokens.refused(token);
        if (service.isPresent()) {
            better |= serviceTokens.orElseThrow().refused(service.get());
        }
        return better ? send(call, tokens.token(), serviceTokens.map(TokenSource::token)) : attempts;
    }

    private Attempts send(CinderCall call, Secret token, Optional<Secret> service) {
        HttpCall http = HttpCall.of(call.method(), URI.create(base(tokens.volumeService()) + call.path()))
                .with(RequestIds.HEADER, RequestIds.current())
                .with("X-Auth-Token", token);
        if (service.isPresent()) {
            http = http.with("X-Service-Token", service.get());
        }
        if (call.microversion().isPresent()) {
            http = http.with(
                    "OpenStack-API-Version", "volume " + call.microversion().get());
        }
        HttpCall whole =
                call.body().isPresent() ? http.withBody(Json.write(call.body().get())) : http;
        return resilience.call(call.repetition(), () -> wire.send(whole));
    }

    /** The answer, if it is a success. */
    HttpAnswer succeed(CinderCall call) {
        try {
            Attempts attempts = send(call);
            if (!attempts.answer().isSuccess()) {
                throw CinderErrors.of(call, attempts);
            }
            return attempts.answer();
        } catch (NoAnswer e) {
            throw CinderErrors.of(call, e);
        }
    }

    /** The answer, if it is a success; empty if Cinder knows no such thing. */
    Optional<HttpAnswer> find(CinderCall call) {
        try {
            Attempts attempts = send(call);
            if (CinderErrors.isNotFound(attempts.answer())) {
                return Optional.empty();
            }
            if (!attempts.answer().isSuccess()) {
                throw CinderErrors.of(call, attempts);
            }
            return Optional.of(attempts.answer());
        } catch (NoAnswer e) {
            throw CinderErrors.of(call, e);
        }
    }

    /** A member of an answer as a record. */
    static <T> T member(CinderCall call, HttpAnswer answer, String name, Class<T> type) {
        return Json.read(object(call, answer).path(name), type).orElseThrow(() -> CinderErrors.malformed(call, answer));
    }

    static JsonNode object(CinderCall call, HttpAnswer answer) {
        return Json.object(answer.text()).orElseThrow(() -> CinderErrors.malformed(call, answer));
    }
}
