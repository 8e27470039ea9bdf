package org.chainsmith.cinder;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.chainsmith.cinder.AdverseAnswers.action;
import static org.chainsmith.cinder.AdverseAnswers.dropped;
import static org.chainsmith.cinder.AdverseAnswers.show;
import static org.chainsmith.cinder.AdverseAnswers.slow;
import static org.chainsmith.cinder.AdverseAnswers.snapshot;
import static org.chainsmith.cinder.AdverseRow.row;
import static org.chainsmith.cinder.FakeCinder.accepted;
import static org.chainsmith.cinder.FakeCinder.error;
import static org.chainsmith.cinder.FakeCinder.notFound;

import java.util.stream.Stream;
import org.chainsmith.cinder.AdverseRow.Call;

/** A volume service that misbehaves while it is told how requests ended. */
final class AdverseReports {
    private AdverseReports() {}

    static Stream<AdverseRow> rows() {
        Call created = Call.REPORT_CREATED;
        Call deleted = Call.REPORT_DELETED;
        return Stream.of(
                row("202", created, c -> c.answer(action(), accepted()), "ACCEPTED", "POST A"),
                row(
                        "too slow once",
                        created,
                        c -> c.answerInTurn(AdverseAnswers::action, slow(accepted()), accepted()),
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
                                AdverseAnswers::action,
                                error(413, "overLimit", "no").withHeader("Retry-After", "1"),
                                accepted()),
                        "ACCEPTED",
                        "POST A",
                        "POST A"),
                row(
                        "429, come again in 1 s",
                        created,
                        c -> c.answerInTurn(
                                AdverseAnswers::action,
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
                        c -> c.answerInTurn(AdverseAnswers::action, error(500, "computeFault", "oops"), accepted()),
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
                        c -> c.answerInTurn(AdverseAnswers::action, dropped(), accepted()),
                        "ACCEPTED",
                        "POST A",
                        "POST A"),
                row(
                        "dropped after it acted",
                        deleted,
                        c -> c.answerInTurn(AdverseAnswers::action, dropped(), notFound()),
                        "ACCEPTED",
                        "POST A",
                        "POST A"),
                row("404", deleted, c -> c.answer(action(), notFound()), "TOO_LATE", "POST A"));
    }
}
