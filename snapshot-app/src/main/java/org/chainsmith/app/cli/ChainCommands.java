package org.chainsmith.app.cli;

import picocli.CommandLine.Command;

/** Groups {@code chainsmith chain ...}. */
@Command(name = "chain", description = "Look at backing chains.")
final class ChainCommands {}
