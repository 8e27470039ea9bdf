package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code chainsmith completion} */
@Command(
        name = "completion",
        description = "Print the script that completes command lines in bash.",
        footerHeading = "%nExamples:%n",
        footer = {"  source <(chainsmith completion)", "  chainsmith completion > /etc/bash_completion.d/chainsmith"})
final class Completion implements Callable<Integer> {
    private final Session session;

    Completion(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        CommandLine root = Commands.of(session);
        root.getOut().print(AutoComplete.bash(root.getCommandName(), root));
        root.getOut().flush();
        return ExitCode.DONE.number();
    }
}
