package org.chainsmith.qemuimg.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * A running program that is told lines and answers in lines, of at most 64 KiB each, until a deadline. For one thread.
 * Whatever happens, {@link #close()} leaves no process behind.
 */
public final class Conversation implements AutoCloseable {
    private static final int LINE_LIMIT = 64 << 10;
    private static final int WAITING_LINES = 256;
    private static final Optional<String> ENDED = Optional.empty();

    private final String what;
    private final Duration limit;
    private final long begun = System.nanoTime();
    private final BlockingQueue<Optional<String>> heard = new LinkedBlockingQueue<>();
    private final Process process;
    private final CompletableFuture<String> complaints;

    Conversation(String what, Duration limit, Supplier<Process> start) {
        this.what = what;
        this.limit = limit;
        this.process = started(start);
        this.complaints =
                CompletableFuture.supplyAsync(() -> Tool.read(process.getErrorStream(), text -> {}), Tool::inThread);
    }

    /**
     * Starts the program in a thread that lives until the program has ended. To the kernel that thread is the parent, at
     * whose end the program is killed; and a program may close its output long before it ends.
     */
    private Process started(Supplier<Process> start) {
        CompletableFuture<Process> starting = new CompletableFuture<>();
        Tool.inThread(() -> {
            try {
                Process running = start.get();
                starting.complete(running);
                listen(running);
                running.onExit().join();
            } catch (SnapshotException e) {
                starting.completeExceptionally(e);
            }
        });
        try {
            return starting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SnapshotException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void listen(Process running) {
        try (InputStream stream = running.getInputStream()) {
            StringBuilder line = new StringBuilder();
            byte[] buffer = new byte[4096];
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                for (char c : new String(buffer, 0, count, StandardCharsets.ISO_8859_1).toCharArray()) {
                    if (c == '\n') {
                        heard.add(Optional.of(line.toString()));
                        line.setLength(0);
                    } else {
                        line.append(c);
                    }
                }
                if (line.length() > LINE_LIMIT || heard.size() > WAITING_LINES) {
                    throw new IOException("too much at once");
                }
            }
        } catch (IOException e) {
            Tool.kill(running);
        } finally {
            heard.add(ENDED);
        }
    }

    /**
     * Tells the program a line. One that no longer listens is found out by {@link #hear}.
     *
     * @param line ASCII without line breaks
     */
    public void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            Tool.kill(process);
        }
    }

    /**
     * The next line of the program.
     *
     * @return empty if there was none for so long
     * @throws SnapshotException TOOL_TIMEOUT at the deadline; TOOL_FAILED if the program ended, or talked without end
     */
    public Optional<String> hear(Duration patience) {
        try {
            Optional<String> line = heard.poll(Math.min(left(), patience.toNanos()), TimeUnit.NANOSECONDS);
            if (ENDED.equals(line)) {
                throw ended(end());
            }
            requireTime();
            return Optional.ofNullable(line).flatMap(text -> text);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private long left() {
        return Math.max(0, limit.toNanos() - (System.nanoTime() - begun));
    }

    private void requireTime() {
        if (left() == 0) {
            throw late();
        }
    }

    /** Waits for the end of a program that was told to end. */
    public ToolResult end() {
        try {
            if (!process.waitFor(left(), TimeUnit.NANOSECONDS)) {
                throw late();
            }
            return new ToolResult(process.exitValue(), "", complaints.join());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private SnapshotException ended(ToolResult result) {
        return new SnapshotException(
                ErrorCode.TOOL_FAILED,
                what + " ended too early, with status " + result.exitCode() + "; it said "
                        + ImageName.quoted(result.complaints().strip().replace('\n', ' ')) + ".");
    }

    private SnapshotException late() {
        return new SnapshotException(ErrorCode.TOOL_TIMEOUT, what + " did not end within " + limit.toSeconds() + " s.");
    }

    private SnapshotException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new SnapshotException(ErrorCode.TOOL_FAILED, what + " was interrupted.", cause);
    }

    /** Kills the program if it still runs. */
    @Override
    public void close() {
        Tool.kill(process);
    }
}
