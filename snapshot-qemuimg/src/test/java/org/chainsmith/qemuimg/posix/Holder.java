package org.chainsmith.qemuimg.posix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** Another process that holds an open file description lock on a range of a file, as QEMU does. */
final class Holder implements AutoCloseable {
    private static final String SCRIPT = String.join(
            "\n",
            "import fcntl, struct, sys, time",
            "file = open(sys.argv[1], 'r+b')",
            "lock = struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, int(sys.argv[2]), int(sys.argv[3]), 0)",
            "fcntl.fcntl(file, 37, lock)",
            "print('held', flush=True)",
            "sys.stdin.read()");

    private final Process process;

    Holder(Path file, long from, long length) throws IOException {
        process = new ProcessBuilder(
                        "python3", "-c", SCRIPT, file.toString(), Long.toString(from), Long.toString(length))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
        if (!"held".equals(said)) {
            throw new IllegalStateException("the other process holds no lock: " + said);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; a shell in front of Python would survive it, so its children first. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
