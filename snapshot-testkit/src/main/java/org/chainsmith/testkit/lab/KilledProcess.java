package org.chainsmith.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.testkit.fault.ActAtEffect;
import org.chainsmith.testkit.fault.When;

/** A Java process that sends itself SIGKILL when it is about to have its N-th outward effect. */
public final class KilledProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int KILLED = 137;

    private KilledProcess() {}

    /** For the process itself: kills it before this effect, counted from 1 on. */
    public static Effects killingBefore(int effect) {
        return new ActAtEffect(When.BEFORE, effect - 1, KilledProcess::killSelf);
    }

    /** For the process itself: SIGKILL. Does not return. */
    public static void killSelf() {
        try {
            new ProcessBuilder(
                            "/bin/kill",
                            "-9",
                            Long.toString(ProcessHandle.current().pid()))
                    .start();
            Thread.currentThread().join();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("could not be killed", e);
        }
    }

    /**
     * Runs a process on this class path to its end.
     *
     * @return true if it was killed, false if it ended well
     * @throws AssertionError if it ended in any other way, with what it printed on standard error
     */
    public static boolean isKilled(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Djna.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        Path errors = Files.createTempFile("killed", ".stderr");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile())
                    .start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(main.getSimpleName() + " " + arguments + " hung for " + PATIENCE.toSeconds()
                        + " s: " + Files.readString(errors));
            }
            int status = process.exitValue();
            if (status != 0 && status != KILLED) {
                throw new AssertionError(main.getSimpleName() + " " + arguments + " ended with status " + status + ": "
                        + Files.readString(errors));
            }
            return status == KILLED;
        } finally {
            Files.delete(errors);
        }
    }
}
