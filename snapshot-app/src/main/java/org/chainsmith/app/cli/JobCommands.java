package org.chainsmith.app.cli;

import picocli.CommandLine.Command;

/** Groups {@code chainsmith job ...}. */
@Command(name = "job", description = "Show, cancel and slow down the block jobs that run on guests' disks.")
final class JobCommands {}
