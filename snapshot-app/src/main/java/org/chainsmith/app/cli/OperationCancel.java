package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.RemoteAnswer;
import org.chainsmith.app.remote.ServiceClient;
import org.chainsmith.core.snapshot.SnapshotId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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
    private ServiceOptions service;

    @Mixin
    @SuppressWarnings("unused") // read from the command line before picocli
    private OutputOption output;

    @Parameters(paramLabel = "OPERATION", description = "Its id; operation list shows them.")
    private SnapshotId operation;

    OperationCancel(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        ServiceClient client = service.client(session.environment());
        client.delete("operations/" + operation);
        session.terminal().answer(new RemoteAnswer(client.get("operations/" + operation), "", List.of()));
        return ExitCode.DONE.number();
    }
}
