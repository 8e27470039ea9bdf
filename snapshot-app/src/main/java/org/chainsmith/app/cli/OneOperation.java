package org.chainsmith.app.cli;

import java.util.List;
import java.util.UUID;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.RemoteAnswer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** An operation of a service. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OneOperation {
    @Mixin
    private ServiceOptions service;

    @Mixin
    @SuppressWarnings("unused") // read from the command line before picocli
    private OutputOption output;

    @Parameters(paramLabel = "OPERATION", description = "Its id; operation list shows them.")
    private UUID operation;

    void cancel(Session session) {
        service.client(session.environment()).delete(path());
    }

    Answer look(Session session) {
        return new RemoteAnswer(service.client(session.environment()).get(path()), "", List.of());
    }

    private String path() {
        return "operations/" + operation;
    }
}
