package org.chainsmith.qemuimg.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * A program that is run to its end: with an argument list (no shell), an empty environment but LC_ALL=C, nothing on
 * standard input, at most 2 GiB of address space, limited CPU time, and a deadline after which it is killed.
 */
public final class Tool {
    private static final String PRLIMIT = "/usr/bin/prlimit";
    private static final List<String> DIES_WITH_US = List.of("/usr/bin/setpriv", "--pdeathsig", "KILL", "--");
    private static final long ADDRESS_SPACE = 2L << 30;
    /** Several threads may be busy at once. */
    private static final int CPU_PER_SECOND = 2;

    private static final int OUTPUT_LIMIT = 64 << 10;

    private final List<String> launcher;
    private final Path program;

    private Tool(Path program, List<String> launcher) {
        this.program = program;
        this.launcher = List.copyOf(launcher);
    }

    public static Tool of(Path program) {
        return new Tool(program, List.of());
    }

    /** The same program started by another one, which gets it as arguments: how tests inject faults with strace. */
    public Tool startedBy(List<String> otherProgram) {
        return new Tool(program, otherProgram);
    }

    /** Whether the program is there and may be run. */
    public boolean isPresent() {
        return Files.isExecutable(program);
    }

    /** Refuses with TOOL_MISSING, naming the package, if the program cannot be run. */
    public void requirePresent(String debianPackage) {
        if (!isPresent()) {
            throw new SnapshotException(
                            ErrorCode.TOOL_MISSING, "There is no program " + program + ". Nothing was changed.")
                    .hint("Install it (Debian: " + debianPackage + "), or name another one.");
        }
    }

    /**
     * Runs the program.
     *
     * @param listener hears the standard output piece by piece, as it comes
     * @throws SnapshotException TOOL_FAILED if it could not be started or waited for, TOOL_TIMEOUT if it was killed at
     *     the deadline; what it did until then is unknown
     */
    public ToolResult run(List<String> arguments, Duration limit, Consumer<String> listener) {
        Process process = start(List.of(), arguments, limit, Redirect.from(new File("/dev/null")));
        CompletableFuture<String> complaints =
                CompletableFuture.supplyAsync(() -> read(process.getErrorStream(), text -> {}), Tool::inThread);
        CompletableFuture<String> output =
                CompletableFuture.supplyAsync(() -> read(process.getInputStream(), listener), Tool::inThread);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SnapshotException(
                        ErrorCode.TOOL_TIMEOUT,
                        describe(arguments) + " did not end within " + limit.toSeconds() + " s.");
            }
            return new ToolResult(process.exitValue(), output.join(), complaints.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.TOOL_FAILED, describe(arguments) + " was interrupted.", e);
        } finally {
            kill(process);
        }
    }

    /**
     * Starts a program that does not end by itself, to talk with it line by line. The kernel kills it when this process
     * dies.
     *
     * @param limit after which it no longer answers and is killed
     */
    public Conversation converse(List<String> arguments, Duration limit) {
        return new Conversation(describe(arguments), limit, () -> start(DIES_WITH_US, arguments, limit, Redirect.PIPE));
    }

    private Process start(List<String> wrapper, List<String> arguments, Duration limit, Redirect input) {
        long cpuSeconds = CPU_PER_SECOND * (limit.toSeconds() + 1);
        List<String> whole = new ArrayList<>(launcher);
        whole.addAll(List.of(PRLIMIT, "--as=" + ADDRESS_SPACE, "--cpu=" + cpuSeconds, "--"));
        whole.addAll(wrapper);
        whole.add(program.toString());
        whole.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(whole).directory(new File("/")).redirectInput(input);
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.TOOL_FAILED, describe(arguments) + " could not be started: " + e.getMessage() + ".", e);
        }
    }

    private String describe(List<String> arguments) {
        return program.getFileName() + " " + arguments.get(0);
    }

    /** Kills what is left of it, with its descendants. */
    static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    static void inThread(Runnable reading) {
        Thread thread = new Thread(reading, "tool-output");
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads to the end, so that the tool never blocks; keeps the first part. */
    static String read(InputStream stream, Consumer<String> listener) {
        StringBuilder kept = new StringBuilder();
        byte[] buffer = new byte[4096];
        try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
                if (kept.length() < OUTPUT_LIMIT) {
                    kept.append(text);
                }
                listener.accept(text);
            }
        } catch (IOException e) {
            kept.append("\n(the rest could not be read: ")
                    .append(e.getMessage())
                    .append(')');
        }
        return kept.toString();
    }
}
