package org.chainsmith.cinder;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.chainsmith.cinder.api.Json;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.resilience.Limits;

/** A Cinder that answers as a test says. It declares nothing, and knows nothing else. */
final class FakeCinder implements AutoCloseable {
    static final Limits LIMITS = Limits.defaults()
            .withAnswer(Duration.ofSeconds(20))
            .withAttempts(3, Duration.ofMillis(10), Duration.ofSeconds(2));

    private final WireMockServer server =
            new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));

    FakeCinder() {
        server.start();
        server.stubFor(any(anyUrl()).atPriority(100).willReturn(notFound()));
        declare();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port() + "/v3/p");
    }

    CinderClient client() {
        return client(LIMITS);
    }

    CinderClient client(Limits limits) {
        return CinderClient.at(endpoint(), Secret.of("a token"), limits, Clock.systemUTC());
    }

    /** What it declares from now on. */
    void declare(String... aliases) {
        List<Map<String, String>> extensions = new ArrayList<>();
        for (String alias : aliases) {
            extensions.add(Map.of("alias", alias));
        }
        server.stubFor(get(urlPathEqualTo("/v3/p/extensions"))
                .atPriority(50)
                .willReturn(json(200, Map.of("extensions", extensions))));
    }

    void answer(MappingBuilder request, ResponseDefinitionBuilder answer) {
        server.stubFor(request.willReturn(answer));
    }

    /** Answers the first such request, the second, and so on; the last answer stays. */
    void answerInTurn(Supplier<MappingBuilder> request, ResponseDefinitionBuilder... answers) {
        for (int i = 0; i < answers.length; i++) {
            server.stubFor(request.get()
                    .inScenario(request.get().build().getRequest().toString())
                    .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "after " + i)
                    .willSetStateTo("after " + Math.min(i + 1, answers.length - 1))
                    .willReturn(answers[i]));
        }
    }

    static ResponseDefinitionBuilder json(int status, Object body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withHeader("x-openstack-request-id", "req-there")
                .withBody(Json.write(body));
    }

    static ResponseDefinitionBuilder accepted() {
        return aResponse().withStatus(202);
    }

    static ResponseDefinitionBuilder notFound() {
        return error(404, "itemNotFound", "It could not be found.");
    }

    static ResponseDefinitionBuilder error(int status, String name, String message) {
        return json(status, Map.of(name, Map.of("code", status, "message", message)));
    }

    /** All requests so far, oldest first. */
    List<LoggedRequest> received() {
        List<ServeEvent> events = new ArrayList<>(server.getAllServeEvents());
        Collections.reverse(events);
        return events.stream().map(ServeEvent::getRequest).toList();
    }

    /** All requests so far as method and path, except those for what it declares. */
    List<String> sent() {
        return received().stream()
                .map(request -> request.getMethod() + " "
                        + request.getUrl().replaceFirst("^/v3/p", "").replaceFirst("\\?.*", ""))
                .filter(text -> !text.endsWith("/extensions"))
                .toList();
    }

    void forget() {
        server.resetRequests();
    }

    @Override
    public void close() {
        server.stop();
    }
}
