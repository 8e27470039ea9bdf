package org.chainsmith.cinder;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chainsmith.cinder.FakeCinder.accepted;
import static org.chainsmith.cinder.FakeCinder.error;
import static org.chainsmith.cinder.FakeCinder.json;
import static org.chainsmith.cinder.FakeCinder.notFound;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent to a volume service that misbehaves, and what comes of it. Prints it as a table. */
final class AdverseCinderTest {
    private static final VolumeId VOLUME = new VolumeId("0a5c9c0e-5f0c-4a57-9d0e-4f1fc8b0d001");
    private static final SnapshotId SNAPSHOT = new SnapshotId("5c1e7c0e-5f0c-4a57-9d0e-4f1fc8b0d002");
    private static final String ACTION = "/v3/p/snapshots/" + SNAPSHOT + "/action";
    private static final SnapshotRequest REQUEST = new SnapshotRequest(VOLUME, "a name", "", Map.of(), "the-request");
    private static final List<String> TABLE = new ArrayList<>();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int TOO_SLOW = 5_000;

    /** A situation, what is called in it, what has to come out of it, and what has to have been sent. */
    private record Row(String situation, Call call, Consumer<FakeCinder> cinder, String outcome, List<String> sent) {
        @Override
        public String toString() {
            return call + ", " + situation;
        }
    }

    /** The calls of the port. */
    private enum Call {
        REPORT_CREATED(catalog -> catalog.report(SnapshotOutcome.created(SNAPSHOT, Map.of())), "POST A"),
        REPORT_DELETED(catalog -> catalog.report(SnapshotOutcome.deleted(SNAPSHOT, Map.of())), "POST A"),
        READ(catalog -> catalog.snapshot(SNAPSHOT).map(snapshot -> "found").orElse("nothing"), "GET S"),
        REQUEST_SNAPSHOT(
                catalog -> catalog.requestSnapshot(REQUEST).id().equals(SNAPSHOT) ? "the snapshot" : "another", "POST"),
        REQUEST_DELETION(
                catalog -> {
                    catalog.requestDeletion(SNAPSHOT);
                    return "done";
                },
                "DELETE S");

        private final Function<VolumeCatalog, Object> carriedOut;
        private final String sent;

        Call(Function<VolumeCatalog, Object> carriedOut, String sent) {
            this.carriedOut = carriedOut;
            this.sent = sent;
        }
    }

    private static MappingBuilder action() {
        return post(urlPathEqualTo(ACTION));
    }

    private static MappingBuilder show() {
        return get(urlPathEqualTo("/v3/p/snapshots/" + SNAPSHOT));
    }

    private static MappingBuilder list() {
        return get(urlPathEqualTo("/v3/p/snapshots/detail"));
    }

    private static MappingBuilder creation() {
        return post(urlPathEqualTo("/v3/p/snapshots"));
    }

    private static MappingBuilder deletion() {
        return delete(urlPathEqualTo("/v3/p/snapshots/" + SNAPSHOT));
    }

    private static Map<String, Object> body(String status) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", SNAPSHOT.value());
        body.put("volume_id", VOLUME.value());
        body.put("name", "a name");
        body.put("status", status);
        body.put("created_at", "2026-11-21T15:00:00.000000");
        body.put("metadata", Map.of(SnapshotRequest.MARK, REQUEST.request()));
        return body;
    }

    private static ResponseDefinitionBuilder snapshot(int status, String state) {
        return json(status, Map.of("snapshot", body(state)));
    }

    private static ResponseDefinitionBuilder none() {
        return json(200, Map.of("snapshots", List.of()));
    }

    private static ResponseDefinitionBuilder one() {
        return json(200, Map.of("snapshots", List.of(body("creating"))));
    }

    private static ResponseDefinitionBuilder slow(ResponseDefinitionBuilder answer) {
        return answer.withFixedDelay(TOO_SLOW);
    }

    private static ResponseDefinitionBuilder dropped() {
        return aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
    }

    static Stream<Row> rows() {
        Call created = Call.REPORT_CREATED;
        Call deleted = Call.REPORT_DELETED;
        Call create = Call.REQUEST_SNAPSHOT;
        Call delete = Call.REQUEST_DELETION;
        return Stream.of(
                row("202", created, c -> c.answer(action(), accepted()), "ACCEPTED", "POST A"),
                row(
                        "too slow once",
                        created,
                        c -> c.answerInTurn(AdverseCinderTest::action, slow(accepted()), accepted()),
                        "ACCEPTED",
                        "POST A",
                        "POST A"),
                row(
                        "too slow always",
                        created,
                        c -> c.answer(action(), slow(accepted())),
                        "catalog-outcome-unknown",
                        "POST A",
                        "POST A",
                        "POST A"),
                row(
                        "401, the token is fixed",
                        created,
                        c -> c.answer(action(), error(401, "error", "no")),
                        "catalog-access-denied",
                        "POST A"),
                row(
                        "403",
                        created,
                        c -> c.answer(action(), error(403, "forbidden", "no")),
                        "catalog-access-denied",
                        "POST A"),
                row("404", created, c -> c.answer(action(), notFound()), "TOO_LATE", "POST A"),
                row(
                        "404 of somebody else",
                        created,
                        c -> c.answer(action(), aResponse().withStatus(404).withBody("<html>")),
                        "catalog-refused",
                        "POST A"),
                row(
                        "400, it goes on already",
                        created,
                        c -> {
                            c.answer(action(), error(400, "badRequest", "no"));
                            c.answer(show(), snapshot(200, "available"));
                        },
                        "ACCEPTED",
                        "POST A",
                        "GET S"),
                row(
                        "400, it has given up",
                        created,
                        c -> {
                            c.answer(action(), error(400, "badRequest", "no"));
                            c.answer(show(), snapshot(200, "error"));
                        },
                        "TOO_LATE",
                        "POST A",
                        "GET S"),
                row(
                        "409, it still waits",
                        created,
                        c -> {
                            c.answer(action(), error(409, "conflictingRequest", "no"));
                            c.answer(show(), snapshot(200, "creating"));
                        },
                        "catalog-refused",
                        "POST A",
                        "GET S"),
                row(
                        "413, a quota",
                        created,
                        c -> c.answer(action(), error(413, "overLimit", "no").withHeader("Retry-After", "0")),
                        "catalog-refused",
                        "POST A"),
                row(
                        "413, come again in 1 s",
                        created,
                        c -> c.answerInTurn(
                                AdverseCinderTest::action,
                                error(413, "overLimit", "no").withHeader("Retry-After", "1"),
                                accepted()),
                        "ACCEPTED",
                        "POST A",
                        "POST A"),
                row(
                        "429, come again in 1 s",
                        created,
                        c -> c.answerInTurn(
                                AdverseCinderTest::action,
                                error(429, "overLimit", "no").withHeader("Retry-After", "1"),
                                accepted()),
                        "ACCEPTED",
                        "POST A",
                        "POST A"),
                row(
                        "429, come again in an hour",
                        created,
                        c -> c.answer(action(), error(429, "overLimit", "no").withHeader("Retry-After", "3600")),
                        "catalog-unreachable",
                        "POST A"),
                row(
                        "500 once",
                        created,
                        c -> c.answerInTurn(AdverseCinderTest::action, error(500, "computeFault", "oops"), accepted()),
                        "ACCEPTED",
                        "POST A",
                        "POST A"),
                row(
                        "500 always",
                        created,
                        c -> c.answer(action(), error(500, "computeFault", "oops")),
                        "catalog-outcome-unknown",
                        "POST A",
                        "POST A",
                        "POST A"),
                row(
                        "503 always",
                        created,
                        c -> c.answer(action(), aResponse().withStatus(503)),
                        "catalog-unreachable",
                        "POST A",
                        "POST A",
                        "POST A"),
                row(
                        "redirected elsewhere",
                        created,
                        c -> c.answer(action(), aResponse().withStatus(307).withHeader("Location", "/elsewhere")),
                        "catalog-refused",
                        "POST A"),
                row(
                        "dropped before it acts",
                        created,
                        c -> c.answerInTurn(AdverseCinderTest::action, dropped(), accepted()),
                        "ACCEPTED",
                        "POST A",
                        "POST A"),
                row(
                        "dropped after it acted",
                        deleted,
                        c -> c.answerInTurn(AdverseCinderTest::action, dropped(), notFound()),
                        "ACCEPTED",
                        "POST A",
                        "POST A"),
                row("404", deleted, c -> c.answer(action(), notFound()), "TOO_LATE", "POST A"),
                row(
                        "no JSON",
                        Call.READ,
                        c -> c.answer(show(), aResponse().withBody("<html>")),
                        "catalog-unreachable",
                        "GET S"),
                row(
                        "JSON without an id",
                        Call.READ,
                        c -> c.answer(show(), json(200, Map.of("snapshot", Map.of("name", "x")))),
                        "catalog-unreachable",
                        "GET S"),
                row(
                        "longer than 8 MiB",
                        Call.READ,
                        c -> c.answer(show(), aResponse().withBody("x".repeat(9 << 20))),
                        "catalog-unreachable",
                        "GET S",
                        "GET S",
                        "GET S"),
                row("404", Call.READ, c -> c.answer(show(), notFound()), "nothing", "GET S"),
                row(
                        "502 once",
                        Call.READ,
                        c -> c.answerInTurn(
                                AdverseCinderTest::show, aResponse().withStatus(502), snapshot(200, "available")),
                        "found",
                        "GET S",
                        "GET S"),
                row(
                        "202",
                        create,
                        c -> {
                            c.answer(list(), none());
                            c.answer(creation(), snapshot(202, "creating"));
                        },
                        "the snapshot",
                        "GET all",
                        "POST"),
                row("asked for before", create, c -> c.answer(list(), one()), "the snapshot", "GET all"),
                row(
                        "dropped before it acts",
                        create,
                        c -> {
                            c.answer(list(), none());
                            c.answerInTurn(AdverseCinderTest::creation, dropped(), snapshot(202, "creating"));
                        },
                        "the snapshot",
                        "GET all",
                        "POST",
                        "GET all",
                        "GET all",
                        "GET all",
                        "POST"),
                row(
                        "dropped after it acted",
                        create,
                        c -> {
                            c.answerInTurn(AdverseCinderTest::list, none(), one());
                            c.answer(creation(), dropped());
                        },
                        "the snapshot",
                        "GET all",
                        "POST",
                        "GET all"),
                row(
                        "too slow, it acts later",
                        create,
                        c -> {
                            c.answerInTurn(AdverseCinderTest::list, none(), none(), one());
                            c.answer(creation(), slow(snapshot(202, "creating")));
                        },
                        "the snapshot",
                        "GET all",
                        "POST",
                        "GET all",
                        "GET all"),
                row(
                        "too slow, nothing to be seen",
                        create,
                        c -> {
                            c.answer(list(), none());
                            c.answer(creation(), slow(snapshot(202, "creating")));
                        },
                        "catalog-outcome-unknown",
                        "GET all",
                        "POST",
                        "GET all",
                        "GET all",
                        "GET all"),
                row(
                        "500, nothing to be seen",
                        create,
                        c -> {
                            c.answer(list(), none());
                            c.answer(creation(), error(500, "computeFault", "oops"));
                        },
                        "catalog-outcome-unknown",
                        "GET all",
                        "POST",
                        "GET all",
                        "GET all",
                        "GET all"),
                row(
                        "no JSON, it acted",
                        create,
                        c -> {
                            c.answerInTurn(AdverseCinderTest::list, none(), one());
                            c.answer(creation(), aResponse().withStatus(202).withBody("<html>"));
                        },
                        "the snapshot",
                        "GET all",
                        "POST",
                        "GET all"),
                row(
                        "503 once",
                        create,
                        c -> {
                            c.answer(list(), none());
                            c.answerInTurn(
                                    AdverseCinderTest::creation,
                                    aResponse().withStatus(503),
                                    snapshot(202, "creating"));
                        },
                        "the snapshot",
                        "GET all",
                        "POST",
                        "POST"),
                row(
                        "413, a quota",
                        create,
                        c -> {
                            c.answer(list(), none());
                            c.answer(
                                    creation(),
                                    error(413, "overLimit", "SnapshotLimitExceeded")
                                            .withHeader("Retry-After", "0"));
                        },
                        "catalog-refused",
                        "GET all",
                        "POST"),
                row(
                        "404",
                        create,
                        c -> {
                            c.answer(list(), none());
                            c.answer(creation(), notFound());
                        },
                        "volume-not-found",
                        "GET all",
                        "POST"),
                row("202", delete, c -> c.answer(deletion(), accepted()), "done", "DELETE S"),
                row("404", delete, c -> c.answer(deletion(), notFound()), "done", "DELETE S"),
                row(
                        "dropped after it acted",
                        delete,
                        c -> {
                            c.answerInTurn(AdverseCinderTest::deletion, dropped(), error(400, "badRequest", "no"));
                            c.answer(show(), snapshot(200, "deleting"));
                        },
                        "done",
                        "DELETE S",
                        "DELETE S",
                        "GET S"),
                row(
                        "400, it has dependents",
                        delete,
                        c -> {
                            c.answer(deletion(), error(400, "badRequest", "no"));
                            c.answer(show(), snapshot(200, "available"));
                        },
                        "catalog-refused",
                        "DELETE S",
                        "GET S"));
    }

    private static Row row(String situation, Call call, Consumer<FakeCinder> cinder, String outcome, String... sent) {
        return new Row(situation, call, cinder, outcome, List.of(sent));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatIsSentAndWhatComesOfIt(Row row) {
        try (FakeCinder cinder = new FakeCinder()) {
            row.cinder().accept(cinder);
            String outcome;
            try {
                outcome = row.call()
                        .carriedOut
                        .apply(cinder.client(limits(row)).catalog())
                        .toString();
            } catch (SnapshotException e) {
                outcome = e.code().id();
                assertThat(e).hasMessageStartingWith("Asked the volume service to ");
                assertThat(e.getMessage()).endsWith(".");
                assertThat(e.hint()).isPresent();
            }
            List<String> sent =
                    cinder.sent().stream().map(AdverseCinderTest::shortened).toList();
            TABLE.add(String.format(
                    "%-17s %-30s %-24s %s",
                    row.call().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    row.situation(),
                    outcome,
                    String.join(", ", sent)));
            assertThat(outcome).isEqualTo(row.outcome());
            assertThat(sent).isEqualTo(row.sent());
            assertThat(sent)
                    .contains(
                            row.outcome().equals("the snapshot") && row.sent().size() == 1
                                    ? "GET all"
                                    : row.call().sent);
        }
    }

    /** Little patience only where it is tried: a loaded machine is slow, too. */
    private static Limits limits(Row row) {
        return row.situation().startsWith("too slow") ? FakeCinder.LIMITS.withAnswer(PATIENCE) : FakeCinder.LIMITS;
    }

    /** A is the action of the snapshot, S the snapshot itself. */
    private static String shortened(String request) {
        return request.replace("/snapshots/" + SNAPSHOT + "/action", "A")
                .replace("/snapshots/" + SNAPSHOT, "S")
                .replace("/snapshots/detail", "all")
                .replace(" /snapshots", "");
    }

    @AfterAll
    static void printTheTableThatTheReferenceShows() throws IOException {
        String table = String.format("%-17s %-30s %-24s %s%n", "call", "the volume service answers", "outcome", "sent")
                + String.join("\n", TABLE);
        System.out.println(table);
        assertThat(Files.readString(Path.of("../docs/reference/cinder-client.md")))
                .contains(table);
    }
}
