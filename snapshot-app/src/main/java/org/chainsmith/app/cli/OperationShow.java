package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.RemoteAnswer;
import org.chainsmith.core.snapshot.SnapshotId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code chainsmith operation show} */
@Command(
        name = "show",
        description = "Show how far an operation of the service is, or how it ended.",
        footerHeading = "%nExamples:%n",
        footer = {"  chainsmith operation show OPERATION"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OperationShow implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ServiceOptions service;

    @Mixin
    @SuppressWarnings("unused") // read from the command line before picocli
    private OutputOption output;

    @Parameters(paramLabel = "OPERATION", description = "Its id; operation list shows them.")
    private SnapshotId operation;

    OperationShow(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        session.terminal()
                .answer(new RemoteAnswer(
                        service.client(session.environment()).get("operations/" + operation), "", List.of()));
        return ExitCode.DONE.number();
    }
}
