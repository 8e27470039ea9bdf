package org.chainsmith.app.cli;

import picocli.CommandLine.Command;

/** Groups {@code chainsmith snapshot ...}. */
@Command(name = "snapshot", description = "Take, list, delete and restore snapshots of a volume that no guest uses.")
final class SnapshotCommands {}
