package org.chainsmith.app.cli;

import picocli.CommandLine.Option;

/** {@code --output} of the commands that work without a store. */
@SuppressWarnings("NullAway.Init") // picocli sets the field
final class OutputOption {
    @Option(
            names = OutputFormat.OPTION,
            paramLabel = "table|json",
            defaultValue = "table",
            description = "For people or for scripts (default: table). Also CHAINSMITH_OUTPUT.")
    @SuppressWarnings("unused") // only checked here; Terminal has it, for errors too
    private OutputFormat output;
}
