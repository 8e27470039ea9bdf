package org.chainsmith.cinder;

import java.util.Optional;
import org.chainsmith.cinder.api.Json;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.http.NoAnswer.Fate;
import org.chainsmith.cinder.resilience.Attempts;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import tools.jackson.databind.JsonNode;

/** Translates what Cinder answers, by status and never by its English. */
final class CinderErrors {
    private CinderErrors() {}

    /** Whether a call changes something, if it is carried out. */
    enum Effect {
        READS,
        CHANGES
    }

    /** An answer that is no success. */
    static SnapshotException of(CinderCall call, Attempts attempts) {
        HttpAnswer answer = attempts.answer();
        String said = call.tried() + ", and it answered " + answer.status()
                + complaint(answer).map(text -> " " + ImageName.quoted(text)).orElse("")
                + answer.requestId().map(id -> " (request " + id + ")").orElse("");
        if (answer.isRedirect()) {
            return error(ErrorCode.CATALOG_REFUSED, said + ", a redirection, which is not followed. Nothing was done.")
                    .hint(
                            "The URL of the volume service is another one than configured, or somebody else answers there.");
        }
        if (answer.status() == 401 || answer.status() == 403) {
            return error(ErrorCode.CATALOG_ACCESS_DENIED, said + ". Nothing was done.")
                    .hint("Check user, project and roles of this service.");
        }
        if (isNotNow(answer.status()) || isBroken(answer.status())) {
            return perhaps(call, attempts.lost() > 0, said)
                    .hint("Its log may say why; the same request may succeed later.");
        }
        return error(ErrorCode.CATALOG_REFUSED, said + ". Nothing was done.")
                .hint("cinder show and cinder snapshot-show tell the present state.");
    }

    /** A call to which no answer came. */
    static SnapshotException of(CinderCall call, NoAnswer none) {
        return perhaps(call, none.fate() != Fate.NOT_SENT, call.tried() + ": " + none.getMessage(), none)
                .hint("Is it running, and is its URL right?");
    }

    /** A success that does not say what it has to. */
    static SnapshotException malformed(CinderCall call, HttpAnswer answer) {
        return perhaps(
                        call,
                        true,
                        call.tried() + ", and its answer " + answer.status() + " is not one of Cinder's"
                                + answer.requestId()
                                        .map(id -> " (request " + id + ")")
                                        .orElse(""))
                .hint("Does the URL lead to a Cinder?");
    }

    private static SnapshotException perhaps(CinderCall call, boolean sent, String said) {
        return call.effect() == Effect.CHANGES && sent
                ? error(ErrorCode.CATALOG_OUTCOME_UNKNOWN, said + ". Whether it was done is not known.")
                : error(ErrorCode.CATALOG_UNREACHABLE, said + ". Nothing was done.");
    }

    private static SnapshotException perhaps(CinderCall call, boolean sent, String said, Throwable cause) {
        SnapshotException without = perhaps(call, sent, said);
        return new SnapshotException(without.code(), String.valueOf(without.getMessage()), cause);
    }

    private static SnapshotException error(ErrorCode code, String message) {
        return new SnapshotException(code, message);
    }

    static boolean isNotNow(int status) {
        return status == 429 || status == 503;
    }

    static boolean isBroken(int status) {
        return status >= 500 && status != 503;
    }

    /** Whether it is Cinder that knows no such thing, and not somebody in between who knows no such path. */
    static boolean isNotFound(HttpAnswer answer) {
        return answer.status() == 404
                && Json.object(answer.text())
                        .filter(body ->
                                body.path("itemNotFound").path("message").isString())
                        .isPresent();
    }

    /** What Cinder says in one of its errors: an object with one member, which has a message. */
    static Optional<String> complaint(HttpAnswer answer) {
        return Json.object(answer.text())
                .flatMap(body -> body.values().stream()
                        .map(member -> member.path("message"))
                        .filter(JsonNode::isString)
                        .map(JsonNode::asString)
                        .findFirst());
    }
}
