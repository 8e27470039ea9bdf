package org.chainsmith.app.cli;

import picocli.CommandLine.Command;

/** {@code chainsmith operation} */
@Command(name = "operation", description = "What the service was asked for, and how it ended.")
final class OperationCommands {}
