package org.chainsmith.cinder.keystone;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chainsmith.cinder.CinderClient;
import org.chainsmith.cinder.api.Json;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KeystoneTest {
    private static final Instant START = Instant.parse("2026-11-21T15:00:00Z");
    private static final Limits LIMITS = Limits.defaults()
            .withAnswer(Duration.ofSeconds(20))
            .withAttempts(3, Duration.ofMillis(10), Duration.ofSeconds(1));

    private final WireMockServer server =
            new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    private final ManualClock clock = new ManualClock();

    @BeforeEach
    void start() {
        server.start();
        logIn("first");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void theCatalogTellsWhereTheVolumeServiceIs() {
        assertThat(session(Map.of()).volumeService()).hasToString(url("/v3/p"));
        assertThat(session(Map.of("interface", "internal")).volumeService()).hasToString(url("/internal/v3/p"));
        assertThat(session(Map.of("region_name", "South")).volumeService()).hasToString(url("/south/v3/p"));
        assertThatThrownBy(() -> session(Map.of("region_name", "East")).volumeService())
                .hasMessageContaining("no public endpoint of a volume service in region East");
    }

    @Test
    void eachKindOfCredentialsIsSentAsKeystoneWantsIt() {
        session(Map.of()).token();
        server.verify(postRequestedFor(urlPathEqualTo("/v3/auth/tokens"))
                .withRequestBody(matchingJsonPath("$.auth.identity.password.user.domain.id", equalTo("default")))
                .withRequestBody(matchingJsonPath("$.auth.identity.password.user.password", equalTo("secret")))
                .withRequestBody(matchingJsonPath("$.auth.scope.project.name", equalTo("service"))));
        server.resetRequests();
        session(Map.of("auth_type", "v3token", "token", "t0")).token();
        server.verify(postRequestedFor(urlPathEqualTo("/v3/auth/tokens"))
                .withRequestBody(matchingJsonPath("$.auth.identity.token.id", equalTo("t0")))
                .withRequestBody(matchingJsonPath("$.auth.scope.project.name", equalTo("service"))));
        server.resetRequests();
        session(Map.of("application_credential_id", "c1", "application_credential_secret", "s1"))
                .token();
        server.verify(postRequestedFor(urlPathEqualTo("/v3/auth/tokens"))
                .withRequestBody(matchingJsonPath("$.auth.identity.application_credential.id", equalTo("c1")))
                .withRequestBody(matchingJsonPath("$.auth[?(!@.scope)]")));
    }

    @Test
    void aTokenIsRenewedBeforeItExpiresAndNotSooner() {
        KeystoneSession session = session(Map.of());
        assertThat(session.token().reveal()).isEqualTo("first");
        logIn("second");
        clock.pass(Duration.ofMinutes(57));
        assertThat(session.token().reveal()).isEqualTo("first");
        clock.pass(Duration.ofMinutes(2));
        assertThat(session.token().reveal()).isEqualTo("second");
    }

    @Test
    void aRefusedTokenIsRenewedOnce() {
        String snapshot = "/v3/p/snapshots/5c1e7c0e-5f0c-4a57-9d0e-4f1fc8b0d002";
        server.stubFor(get(urlPathEqualTo(snapshot)).willReturn(aResponse().withStatus(401)));
        server.stubFor(get(urlPathEqualTo(snapshot))
                .withHeader("X-Auth-Token", equalTo("second"))
                .willReturn(json(404, Map.of("itemNotFound", Map.of("message", "no", "code", 404)))));
        CinderClient client = CinderClient.of(settings(Map.of()), LIMITS, clock);
        SnapshotId id = new SnapshotId("5c1e7c0e-5f0c-4a57-9d0e-4f1fc8b0d002");
        assertThatThrownBy(() -> client.catalog().snapshot(id)).satisfies(KeystoneTest::isDenied);
        server.verify(2, getRequestedFor(urlPathEqualTo(snapshot)));
        logIn("second");
        assertThat(client.catalog().snapshot(id)).isEmpty();
    }

    @Test
    void aWrongPasswordIsDeniedAndADeadKeystoneIsUnreachable() {
        server.stubFor(
                post(urlPathEqualTo("/v3/auth/tokens")).willReturn(aResponse().withStatus(401)));
        assertThatThrownBy(() -> session(Map.of()).token()).satisfies(KeystoneTest::isDenied);
        server.verify(1, postRequestedFor(urlPathEqualTo("/v3/auth/tokens")));
        server.stubFor(
                post(urlPathEqualTo("/v3/auth/tokens")).willReturn(aResponse().withStatus(503)));
        assertThatThrownBy(() -> session(Map.of()).token()).satisfies(KeystoneTest::isUnreachable);
        server.stubFor(post(urlPathEqualTo("/v3/auth/tokens"))
                .willReturn(aResponse()
                        .withStatus(201)
                        .withHeader("X-Subject-Token", "t")
                        .withBody("<html>")));
        assertThatThrownBy(() -> session(Map.of()).token()).satisfies(KeystoneTest::isUnreachable);
    }

    @Test
    void aCallersTokenIsCheckedOnceAndRememberedForAWhile() {
        know("good", 200, "2026-11-21T16:00:00.000000Z");
        TokenValidator validator = validator();
        TokenIdentity identity = validator.validate("good").orElseThrow();
        assertThat(identity.userName()).isEqualTo("cinder");
        assertThat(identity.project()).contains("p");
        assertThat(identity.roles()).containsExactlyInAnyOrder("admin", "service");
        validator.validate("good");
        assertThat(checks("good")).isEqualTo(1);
        clock.pass(Duration.ofMinutes(6));
        know("good", 404, "");
        assertThat(validator.validate("good")).isEmpty();
    }

    @Test
    void aBadTokenIsRememberedShortly() {
        know("bad", 404, "");
        TokenValidator validator = validator();
        assertThat(validator.validate("bad")).isEmpty();
        assertThat(validator.validate("bad")).isEmpty();
        assertThat(checks("bad")).isEqualTo(1);
        clock.pass(Duration.ofSeconds(11));
        assertThat(validator.validate("bad")).isEmpty();
        assertThat(checks("bad")).isEqualTo(2);
        assertThat(validator.validate("with a\nbreak")).isEmpty();
        assertThat(validator.validate("")).isEmpty();
        assertThat(checks("")).isZero();
    }

    @Test
    void aTokenIsNotGoodForLongerThanItLives() {
        know("short", 200, "2026-11-21T15:01:00.000000Z");
        TokenValidator validator = validator();
        assertThat(validator.validate("short")).isPresent();
        clock.pass(Duration.ofMinutes(2));
        assertThat(validator.validate("short")).isEmpty();
    }

    @Test
    void whoCannotAskSaysNothingOfTheToken() {
        know("any", 503, "");
        assertThatThrownBy(() -> validator().validate("any")).satisfies(KeystoneTest::isUnreachable);
        know("any", 403, "");
        assertThatThrownBy(() -> validator().validate("any")).satisfies(KeystoneTest::isDenied);
        know("any", 200, "2026-11-21T16:00:00.000000Z");
        assertThat(validator().validate("any")).isPresent();
    }

    private static void isDenied(Throwable error) {
        assertThat(((SnapshotException) error).code()).isEqualTo(ErrorCode.CATALOG_ACCESS_DENIED);
    }

    private static void isUnreachable(Throwable error) {
        assertThat(((SnapshotException) error).code()).isEqualTo(ErrorCode.CATALOG_UNREACHABLE);
    }

    private TokenValidator validator() {
        return TokenValidator.of(Keystone.of(settings(Map.of()), LIMITS, clock), session(Map.of()), clock);
    }

    private int checks(String token) {
        return server.findAll(getRequestedFor(urlPathEqualTo("/v3/auth/tokens"))
                        .withHeader("X-Subject-Token", equalTo(token)))
                .size();
    }

    private void know(String token, int status, String expires) {
        server.stubFor(get(urlPathEqualTo("/v3/auth/tokens"))
                .withHeader("X-Subject-Token", equalTo(token))
                .willReturn(json(
                        status,
                        Map.of(
                                "token",
                                Map.of(
                                        "expires_at", expires,
                                        "user", Map.of("id", "u1", "name", "cinder"),
                                        "project", Map.of("id", "p"),
                                        "roles", List.of(Map.of("name", "admin"), Map.of("name", "service")))))));
    }

    private void logIn(String token) {
        server.stubFor(post(urlPathEqualTo("/v3/auth/tokens"))
                .willReturn(json(
                                201,
                                Map.of(
                                        "token",
                                        Map.of(
                                                "expires_at",
                                                clock.instant()
                                                        .plus(Duration.ofHours(1))
                                                        .toString(),
                                                "catalog",
                                                List.of(Map.of(
                                                        "type",
                                                        "volumev3",
                                                        "endpoints",
                                                        List.of(
                                                                endpoint("North", "internal", "/internal/v3/p"),
                                                                endpoint("North", "public", "/v3/p"),
                                                                endpoint("South", "public", "/south/v3/p")))))))
                        .withHeader("X-Subject-Token", token)));
    }

    private Map<String, String> endpoint(String region, String endpointInterface, String path) {
        return Map.of("region_id", region, "interface", endpointInterface, "url", url(path));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private static ResponseDefinitionBuilder json(int status, Object body) {
        return aResponse().withStatus(status).withBody(Json.write(body));
    }

    private KeystoneSession session(Map<String, String> more) {
        CloudSettings settings = settings(more);
        return new KeystoneSession(Keystone.of(settings, LIMITS, clock), settings, clock);
    }

    private CloudSettings settings(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "auth_url", url(""),
                "username", "nova",
                "password", "secret",
                "project_name", "service"));
        values.putAll(more);
        return CloudSettings.of(values, "a test");
    }

    /** A clock that goes when it is told to. */
    private static final class ManualClock extends Clock {
        private Instant now = START;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
