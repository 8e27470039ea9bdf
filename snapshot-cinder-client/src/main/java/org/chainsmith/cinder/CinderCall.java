package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.cinder.CinderErrors.Effect;
import org.chainsmith.cinder.resilience.Repetition;

/**
 * A call to Cinder.
 *
 * @param what for messages, after "Asked the volume service to"
 * @param path below the endpoint, with the query
 * @param microversion the oldest that has all that the call needs; absent for 3.0
 * @param repetition for calls that change something; those that read may always be repeated
 */
record CinderCall(
        String what,
        String method,
        String path,
        Optional<String> microversion,
        Optional<Object> body,
        Effect effect,
        Repetition repetition) {
    CinderCall {
        requireNonNull(what, "what is null");
    }

    static CinderCall read(String what, String path) {
        return new CinderCall(what, "GET", path, Optional.empty(), Optional.empty(), Effect.READS, Repetition.HARMLESS);
    }

    static CinderCall change(String what, String method, String path, Repetition repetition) {
        return new CinderCall(what, method, path, Optional.empty(), Optional.empty(), Effect.CHANGES, repetition);
    }

    CinderCall from(String version) {
        return new CinderCall(what, method, path, Optional.of(version), body, effect, repetition);
    }

    CinderCall sending(Object json) {
        return new CinderCall(what, method, path, microversion, Optional.of(json), effect, repetition);
    }

    String tried() {
        return "Asked the volume service to " + what + " (" + method + " " + path + ")";
    }
}
