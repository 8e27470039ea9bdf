package org.chainsmith.cinder;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chainsmith.cinder.FakeCinder.error;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.keystone.TokenSource;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Tokens are sent, and appear nowhere else. */
final class SecretsTest {
    private static final String TOKEN = "gAAAAABplantedTokenOfAUser";
    private static final String SERVICE = "gAAAAABplantedTokenOfAService";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger("org.chainsmith");
    private final FakeCinder cinder = new FakeCinder();

    @BeforeEach
    void listen() {
        root.setLevel(Level.TRACE);
        root.setAdditive(false);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
        root.setLevel(null);
        root.setAdditive(true);
        cinder.close();
    }

    static List<ResponseDefinitionBuilder> answers() {
        return List.of(
                error(400, "badRequest", "I do not like " + TOKEN + " and " + SERVICE),
                error(401, "error", "I do not like " + TOKEN),
                error(500, "computeFault", "X-Auth-Token: " + TOKEN),
                aResponse().withStatus(200).withBody("not JSON: " + TOKEN),
                aResponse().withStatus(302).withHeader("Location", "http://127.0.0.1:9/" + TOKEN),
                aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK),
                aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void noLogAndNoErrorShowsAToken(ResponseDefinitionBuilder answer) {
        cinder.answer(any(anyUrl()), answer);
        CinderClient client = client(TOKEN);
        String errors = errorsOf(() -> client.catalog().report(SnapshotOutcome.creationFailed(SnapshotId.random())))
                + errorsOf(() -> client.catalog().snapshot(SnapshotId.random()))
                + errorsOf(() -> client.catalog().snapshotsOf(VolumeId.random()))
                + errorsOf(() -> client.volumes().create("a volume", 1, Map.of()));
        assertThat(cinder.received())
                .anyMatch(request -> TOKEN.equals(request.getHeader("X-Auth-Token"))
                        && SERVICE.equals(request.getHeader("X-Service-Token")));
        assertThat(errors)
                .contains("Asked the volume service to")
                .doesNotContain(TOKEN)
                .doesNotContain(SERVICE);
        assertThat(logged()).contains("snapshots/").doesNotContain(TOKEN).doesNotContain(SERVICE);
    }

    @Test
    void aTokenThatIsNoHeaderIsNotShownEither() {
        String broken = TOKEN + "\nX-Injected: yes";
        String errors = errorsOf(() -> client(broken).catalog().snapshot(SnapshotId.random()));
        assertThat(errors).contains("cannot be written down").doesNotContain(TOKEN);
        assertThat(logged()).doesNotContain(TOKEN);
        assertThat(cinder.received()).isEmpty();
    }

    @Test
    void theIdOfARequestIsPassedOnAndLogged() {
        String id = "req-9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4";
        MDC.put("request_id", id);
        try {
            client(TOKEN).catalog().snapshot(SnapshotId.random());
        } finally {
            MDC.remove("request_id");
        }
        assertThat(cinder.received()).allMatch(request -> id.equals(request.getHeader("X-OpenStack-Request-ID")));
        assertThat(logged()).contains(id).contains("req-there");
    }

    private CinderClient client(String token) {
        URI nowhere = cinder.endpoint();
        return CinderClient.of(
                        TokenSource.fixed(Secret.of(token), nowhere),
                        Optional.empty(),
                        FakeCinder.LIMITS,
                        Clock.systemUTC())
                .withServiceTokens(TokenSource.fixed(Secret.of(SERVICE), nowhere));
    }

    private static String errorsOf(Runnable call) {
        try {
            call.run();
            return "";
        } catch (SnapshotException e) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text));
            return text + e.hint().orElse("");
        }
    }

    private String logged() {
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : log.list) {
            text.append(event.getFormattedMessage()).append('\n');
            if (event.getThrowableProxy() != null) {
                text.append(event.getThrowableProxy().getMessage()).append('\n');
            }
        }
        return text.toString();
    }
}
