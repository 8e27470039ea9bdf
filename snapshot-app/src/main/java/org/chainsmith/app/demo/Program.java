package org.chainsmith.app.demo;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** A program that the demonstration runs to its end. */
final class Program {
    private static final int MINUTES = 1;
    private static final int MOST_OUTPUT = 64 * 1024;

    private final List<String> program;
    private final String hint;

    /** A program with its first arguments, and who to ask when it fails. */
    Program(List<String> program, String hint) {
        this.program = List.copyOf(program);
        this.hint = requireNonNull(hint, "hint is null");
    }

    static Program ofQemu(Path program) {
        return new Program(List.of(program.toString()), "The Debian package qemu-utils has qemu-img and qemu-io.");
    }

    /** Runs the program to its end, and returns what it said; anything but success is an error. */
    String run(List<String> arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        try {
            Process process = start(command);
            String said = new String(process.getInputStream().readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw failed(ErrorCode.TOOL_TIMEOUT, "did not end");
            }
            if (process.exitValue() != 0) {
                throw failed(ErrorCode.TOOL_FAILED, "ended with status " + process.exitValue() + ": " + said.strip());
            }
            return said;
        } catch (IOException e) {
            throw failed(ErrorCode.TOOL_MISSING, "cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(ErrorCode.TOOL_FAILED, "was interrupted");
        }
    }

    private static Process start(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private SnapshotException failed(ErrorCode code, String what) {
        return new SnapshotException(code, String.join(" ", program) + " " + what).hint(hint);
    }
}
