package org.chainsmith.app.cli;

import picocli.CommandLine.Command;

/** Groups {@code chainsmith image ...}. */
@Command(name = "image", description = "Inspect and map single image files, without a store and without QEMU.")
final class ImageCommands {}
