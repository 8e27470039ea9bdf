package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what picocli and the commands throw into reported errors and exit codes. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Session session;

    Failures(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        String usage = "\"" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help\" shows the usage.";
        return session.report(usageError(e).hint(didYouMean(e) + usage)).number();
    }

    private static SnapshotException usageError(ParameterException e) {
        return e.getCause() instanceof SnapshotException cause
                ? cause
                : new SnapshotException(ErrorCode.INVALID_ARGUMENT, e.getMessage() + ".", e);
    }

    private static String didYouMean(ParameterException e) {
        List<String> suggestions =
                e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return suggestions.isEmpty() ? "" : "Did you mean " + String.join(" or ", suggestions) + "? ";
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult result) {
        return session.report(e).number();
    }
}
