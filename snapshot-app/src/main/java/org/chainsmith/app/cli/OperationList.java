package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.RemoteAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code chainsmith operation list} */
@Command(
        name = "list",
        description = "List what the service was asked for: what runs, and what ended lately.",
        footerHeading = "%nExamples:%n",
        footer = {"  chainsmith operation list", "  chainsmith operation list --service http://127.0.0.1:8774"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OperationList implements Callable<Integer> {
    static final List<String> COLUMNS =
            List.of("id", "kind", "volume", "snapshot", "state", "done", "total", "reported", "note");

    private final Session session;

    @Mixin
    private ServiceOptions service;

    @Mixin
    @SuppressWarnings("unused") // read from the command line before picocli
    private OutputOption output;

    OperationList(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        session.terminal()
                .answer(new RemoteAnswer(
                        service.client(session.environment()).get("operations"), "operations", COLUMNS));
        return ExitCode.DONE.number();
    }
}
