package org.chainsmith.cinder.keystone;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.http.HttpCall;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.http.RequestIds;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.http.Wire;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.cinder.resilience.Repetition;
import org.chainsmith.cinder.resilience.Resilience;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The identity service, version 3. Both of its calls may be repeated. */
public final class Keystone {
    private final JsonMapper json = new JsonMapper();
    private final URI tokens;
    private final Wire wire;
    private final Resilience resilience;
    private final Clock clock;

    private Keystone(URI authUrl, Wire wire, Resilience resilience, Clock clock) {
        this.tokens = URI.create(authUrl + "/auth/tokens");
        this.wire = wire;
        this.resilience = resilience;
        this.clock = clock;
    }

    /** The identity service of these settings. */
    public static Keystone of(CloudSettings settings, Limits limits, Clock clock) {
        requireNonNull(settings, "settings is null");
        return new Keystone(
                settings.authUrl(),
                Wire.of(settings.authorities(), limits.connecting(), limits.answer(), limits.longestBody()),
                new Resilience("identity service", limits, clock),
                clock);
    }

    IssuedToken authenticate(Credentials credentials, Scope scope) {
        Map<String, Object> auth = new LinkedHashMap<>();
        auth.put("identity", credentials.json());
        scope.json().ifPresent(value -> auth.put("scope", value));
        String body = json.writeValueAsString(Map.of("auth", auth));
        HttpAnswer answer = send(HttpCall.of("POST", tokens).withBody(body), "log in");
        if (answer.status() == 401 || answer.status() == 403) {
            throw new SnapshotException(
                            ErrorCode.CATALOG_ACCESS_DENIED,
                            "The identity service at " + tokens.getAuthority() + " does not let us in ("
                                    + answer.status() + requestId(answer) + "). Nothing was done.")
                    .hint("Check user, password and project; openstack token issue has to work.");
        }
        Optional<String> token = answer.header("x-subject-token");
        if (answer.status() != 201 || token.isEmpty()) {
            throw useless(answer, "log in");
        }
        JsonNode body201 = parse(answer, "log in").path("token");
        return new IssuedToken(
                Secret.of(token.get()),
                clock.instant(),
                expires(body201, answer, "log in"),
                ServiceCatalog.of(body201.path("catalog")));
    }

    /**
     * Whose a token is.
     *
     * @param own a token of a user who may ask, which services may
     * @return empty if the token is no good
     * @throws SnapshotException CATALOG_UNREACHABLE if nobody can tell
     */
    Validation validate(Secret token, Secret own) {
        URI uri = URI.create(tokens + "?nocatalog");
        HttpAnswer answer =
                send(HttpCall.of("GET", uri).with("X-Auth-Token", own).with("X-Subject-Token", token), "check a token");
        return switch (answer.status()) {
            case 200 -> new Validation.Valid(identity(answer));
            case 404 -> new Validation.Invalid();
            case 401, 403 -> new Validation.NotForUs(answer.status());
            default -> throw useless(answer, "check a token");
        };
    }

    private TokenIdentity identity(HttpAnswer answer) {
        JsonNode token = parse(answer, "check a token").path("token");
        JsonNode user = token.path("user");
        if (!user.path("id").isString()) {
            throw useless(answer, "check a token");
        }
        Set<String> roles = new HashSet<>();
        token.path("roles").forEach(role -> roles.add(role.path("name").asString("")));
        JsonNode project = token.path("project").path("id");
        return new TokenIdentity(
                user.path("id").asString(),
                user.path("name").asString(""),
                project.isString() ? Optional.of(project.asString()) : Optional.empty(),
                roles,
                expires(token, answer, "check a token"));
    }

    private Instant expires(JsonNode token, HttpAnswer answer, String what) {
        try {
            return OffsetDateTime.parse(token.path("expires_at").asString("")).toInstant();
        } catch (DateTimeException e) {
            throw useless(answer, what);
        }
    }

    private HttpAnswer send(HttpCall call, String what) {
        HttpCall marked = call.with(RequestIds.HEADER, RequestIds.current());
        try {
            return resilience.call(Repetition.HARMLESS, () -> wire.send(marked)).answer();
        } catch (NoAnswer e) {
            throw new SnapshotException(
                            ErrorCode.CATALOG_UNREACHABLE,
                            "Cannot " + what + " at the identity service " + tokens + ": " + e.getMessage()
                                    + ". Nothing was done.",
                            e)
                    .hint("Is it running, and is auth_url right?");
        }
    }

    private JsonNode parse(HttpAnswer answer, String what) {
        try {
            return json.readTree(answer.text());
        } catch (JacksonException e) {
            throw useless(answer, what);
        }
    }

    private SnapshotException useless(HttpAnswer answer, String what) {
        return new SnapshotException(
                        ErrorCode.CATALOG_UNREACHABLE,
                        "Cannot " + what + " at the identity service " + tokens + ": it answers " + answer.status()
                                + requestId(answer) + ", and not what Keystone answers. Nothing was done.")
                .hint("Is auth_url the one of a Keystone? Its log knows the request.");
    }

    private static String requestId(HttpAnswer answer) {
        return answer.requestId().map(id -> ", request " + id).orElse("");
    }
}
