package org.chainsmith.testkit.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script that runs a lab in a folder. It ends, with all that it started, when its standard input ends, so at the latest
 * with this JVM.
 */
final class LabProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedReader answers;
    private final List<String> ready;

    private LabProcess(Process process, BufferedReader answers, List<String> ready) {
        this.process = process;
        this.answers = answers;
        this.ready = ready;
    }

    /**
     * Starts a lab of its own: {@code lab run}.
     *
     * @throws CannotRun with the reason, where no lab can run
     */
    static LabProcess start() throws CannotRun {
        return start(script(), "run");
    }

    /**
     * Runs a script that answers {@code ready}, its folder, and whatever else there is to know.
     *
     * @throws CannotRun with the reason, where it cannot run
     */
    static LabProcess start(String... command) throws CannotRun {
        try {
            Path errors = Files.createTempFile("lab", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectError(errors.toFile())
                        .start();
                BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
                String answer = answers.readLine();
                if (answer == null || !answer.startsWith("ready ")) {
                    process.destroy();
                    throw new CannotRun(Files.readString(errors).strip());
                }
                return new LabProcess(process, answers, List.of(answer.split(" ")));
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The script {@code lab} of the source tree that this is part of. */
    static String script() {
        return script("lab");
    }

    /** A script of the labs of the source tree that this is part of. */
    static String script(String name) {
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            Path script = folder.resolve("snapshot-testkit/lab").resolve(name);
            if (Files.isExecutable(script)) {
                return script.toString();
            }
        }
        throw new AssertionError("no snapshot-testkit/lab/" + name + " above " + here);
    }

    Path directory() {
        return Path.of(ready.get(1));
    }

    /** One more word of the script's first answer; 0 is the first after the folder. */
    String detail(int index) {
        return ready.get(2 + index);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Gives a command of the script, and waits until it is done. */
    synchronized void command(String command) {
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(command)
                    .append('\n')
                    .flush();
            String answer = answers.readLine();
            if (!("done " + command).equals(answer)) {
                throw new AssertionError("the lab answered " + answer + " to " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The QEMU that runs a guest. */
    ProcessHandle qemu(String guest) {
        // Not ProcessHandle.info(): it knows no arguments of a command line longer than a page.
        List<ProcessHandle> found = process.descendants()
                .filter(candidate ->
                        commandLine(candidate).anyMatch(argument -> argument.startsWith("guest=" + guest + ",")))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " processes run the guest " + guest);
        }
        return found.get(0);
    }

    private static Stream<String> commandLine(ProcessHandle process) {
        try {
            return Stream.of(
                    Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                            .split("\0"));
        } catch (IOException e) {
            return Stream.of(); // it has just ended
        }
    }

    @Override
    public void close() {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the end of the lab", PATIENCE, () -> !process.isAlive());
    }

    /** Why no lab can run here. */
    static final class CannotRun extends Exception {
        private static final long serialVersionUID = 1;

        CannotRun(String reason) {
            super(reason);
        }
    }
}
