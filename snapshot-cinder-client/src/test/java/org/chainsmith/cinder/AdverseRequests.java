package org.chainsmith.cinder;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.chainsmith.cinder.AdverseAnswers.creation;
import static org.chainsmith.cinder.AdverseAnswers.deletion;
import static org.chainsmith.cinder.AdverseAnswers.dropped;
import static org.chainsmith.cinder.AdverseAnswers.list;
import static org.chainsmith.cinder.AdverseAnswers.none;
import static org.chainsmith.cinder.AdverseAnswers.one;
import static org.chainsmith.cinder.AdverseAnswers.show;
import static org.chainsmith.cinder.AdverseAnswers.slow;
import static org.chainsmith.cinder.AdverseAnswers.snapshot;
import static org.chainsmith.cinder.AdverseRow.row;
import static org.chainsmith.cinder.FakeCinder.accepted;
import static org.chainsmith.cinder.FakeCinder.error;
import static org.chainsmith.cinder.FakeCinder.json;
import static org.chainsmith.cinder.FakeCinder.notFound;

import java.util.Map;
import java.util.stream.Stream;
import org.chainsmith.cinder.AdverseRow.Call;

/** A volume service that misbehaves while it is asked. */
final class AdverseRequests {
    private AdverseRequests() {}

    static Stream<AdverseRow> rows() {
        Call read = Call.READ;
        Call create = Call.REQUEST_SNAPSHOT;
        Call delete = Call.REQUEST_DELETION;
        return Stream.of(
                row(
                        "no JSON",
                        read,
                        c -> c.answer(show(), aResponse().withBody("<html>")),
                        "catalog-unreachable",
                        "GET S"),
                row(
                        "JSON without an id",
                        read,
                        c -> c.answer(show(), json(200, Map.of("snapshot", Map.of("name", "x")))),
                        "catalog-unreachable",
                        "GET S"),
                row(
                        "longer than 8 MiB",
                        read,
                        c -> c.answer(show(), aResponse().withBody("x".repeat(9 << 20))),
                        "catalog-unreachable",
                        "GET S",
                        "GET S",
                        "GET S"),
                row("404", read, c -> c.answer(show(), notFound()), "nothing", "GET S"),
                row(
                        "502 once",
                        read,
                        c -> c.answerInTurn(
                                AdverseAnswers::show, aResponse().withStatus(502), snapshot(200, "available")),
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
                            c.answerInTurn(AdverseAnswers::creation, dropped(), snapshot(202, "creating"));
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
                            c.answerInTurn(AdverseAnswers::list, none(), one());
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
                            c.answerInTurn(AdverseAnswers::list, none(), none(), one());
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
                            c.answerInTurn(AdverseAnswers::list, none(), one());
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
                                    AdverseAnswers::creation, aResponse().withStatus(503), snapshot(202, "creating"));
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
                            c.answerInTurn(AdverseAnswers::deletion, dropped(), error(400, "badRequest", "no"));
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
}
