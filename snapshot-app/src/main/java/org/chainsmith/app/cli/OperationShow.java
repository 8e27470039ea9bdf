package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    private OneOperation operation;

    OperationShow(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        session.terminal().answer(operation.look(session));
        return ExitCode.DONE.number();
    }
}
