package org.chainsmith.app.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.chainsmith.testkit.lab.Command;

/** The service as a process of its own, whose JVM is told what the launcher tells it. Closing it kills it. */
public final class ServiceProcess implements AutoCloseable {
    private static final String COMMAND = "org.chainsmith.app.cli.Chainsmith";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    private ServiceProcess(Process process, Path errors) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    /** {@code chainsmith serve} with a configuration file. */
    public static ServiceProcess serve(Path configuration, String... more) {
        return serve(Map.of(), configuration, more);
    }

    /** The same with more variables in its environment. */
    static ServiceProcess serve(Map<String, String> environment, Path configuration, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--role", "compute", "--config", configuration.toString()));
        arguments.addAll(List.of(more));
        return start(COMMAND, arguments, environment);
    }

    /** The service, which dies right before this effect: a number from 1 on, or the beginning of its name. */
    static ServiceProcess killedBefore(String effect, Path configuration) {
        return start(KilledService.class.getName(), List.of(configuration.toString(), effect), Map.of());
    }

    private static ServiceProcess start(String main, List<String> arguments, Map<String, String> environment) {
        try {
            Path errors = Files.createTempFile("service", ".err");
            ProcessBuilder builder = new ProcessBuilder(java(main, arguments)).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            return new ServiceProcess(builder.start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> java(String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-Djna.encoding=UTF-8",
                "-Dfile.encoding=UTF-8",
                "-Dguice_bytecode_gen_option=DISABLED",
                "-Xlog:disable",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(arguments);
        return command;
    }

    /** What a command of {@code chainsmith} printed that has to succeed. */
    static String command(String... arguments) {
        return Command.run(java(COMMAND, List.of(arguments)).toArray(String[]::new));
    }

    /** Waits until it listens; false if it has ended before. */
    public boolean listens() {
        try {
            String line = output.readLine();
            if (line != null && !line.startsWith("listens on ")) {
                throw new AssertionError("the service says " + line);
            }
            return line != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ServiceProcess requireListening() {
        if (!listens()) {
            throw new AssertionError("the service has ended with " + exit() + ": " + errors());
        }
        return this;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM. */
    public void end() {
        process.destroy();
    }

    /** Waits for its end; the status is 128 and the number of the signal that ended it. */
    public int exit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the service does not end: " + errors());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has written on standard error: its log. */
    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last effect that it told of. */
    String lastEffect() {
        return errors().lines()
                .filter(line -> line.startsWith(KilledService.EFFECT))
                .reduce("no effect", (earlier, later) -> later);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exit();
        try {
            Files.delete(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
