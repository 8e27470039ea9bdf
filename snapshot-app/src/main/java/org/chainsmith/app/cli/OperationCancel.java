package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code chainsmith operation cancel} */
@Command(
        name = "cancel",
        description =
                "Give up a deletion that the service works on; Cinder keeps the snapshot, in state error_deleting.",
        footerHeading = "%nExamples:%n",
        footer = {"  chainsmith operation cancel OPERATION"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OperationCancel implements Callable<Integer> {
    private final Session session;

    @Mixin
    private OneOperation operation;

    OperationCancel(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        operation.cancel(session);
        session.terminal().answer(operation.look(session));
        return ExitCode.DONE.number();
    }
}
