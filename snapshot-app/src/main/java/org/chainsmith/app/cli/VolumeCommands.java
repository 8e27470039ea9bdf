package org.chainsmith.app.cli;

import picocli.CommandLine.Command;

/** Groups {@code chainsmith volume ...}. */
@Command(name = "volume", description = "Make, adopt, list, show and delete volumes.")
final class VolumeCommands {}
