package org.chainsmith.app.cli;

import picocli.CommandLine.Command;

/** Groups {@code chainsmith snapshot ...}. */
@Command(
        name = "snapshot",
        description = "Take, list, show, delete and restore snapshots of a volume, or of a guest's disks.")
final class SnapshotCommands {}
