package org.chainsmith.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How a command ended, and what it printed on both streams. */
public record Command(List<String> arguments, int exit, String output) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Runs a command, and does not mind how it ends. */
    static Command tryTo(Map<String, String> environment, List<String> arguments) {
        try {
            Path output = Files.createTempFile("command", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(arguments)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                boolean ended = waitFor(process);
                String text = Files.readString(output, StandardCharsets.UTF_8);
                if (!ended) {
                    throw new AssertionError(arguments + " did not end within " + PATIENCE + ": " + text);
                }
                return new Command(List.copyOf(arguments), process.exitValue(), text);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command printed that has to succeed. */
    public static String run(String... arguments) {
        return run(Map.of(), List.of(arguments));
    }

    /** The same with more variables in its environment. */
    static String run(Map<String, String> environment, List<String> arguments) {
        Command command = tryTo(environment, arguments);
        if (command.exit != 0) {
            throw new AssertionError("failed: " + command);
        }
        return command.output;
    }

    private static boolean waitFor(Process process) {
        boolean ended = false;
        try {
            ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!ended) {
                process.destroyForcibly();
            }
        }
        return ended;
    }
}
