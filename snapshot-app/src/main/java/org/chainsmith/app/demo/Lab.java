package org.chainsmith.app.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.error.SnapshotException;

/**
 * A libvirtd of its own, run by the script {@code snapshot-testkit/lab/lab}. It ends when its standard input ends, so at
 * the latest with this process, however that ends; then its guests end, and its folder goes with all images in it.
 */
final class Lab implements AutoCloseable {
    private static final int SECONDS_TO_END = 30;

    /** Why no lab can run here. */
    static final class CannotRun extends Exception {
        private static final long serialVersionUID = 1;

        CannotRun(String reason) {
            super(reason);
        }
    }

    private final Program script;
    private final Process process;
    private final Path folder;

    private Lab(Program script, Process process, Path folder) {
        this.script = script;
        this.process = process;
        this.folder = folder;
    }

    static Lab start(Path path) throws CannotRun {
        Program script = new Program(List.of(path.toString()), "snapshot-testkit/lab/README.md tells what it needs.");
        try {
            Path errors = Files.createTempFile("chainsmith-demo-", ".err");
            try {
                Process process = new ProcessBuilder(path.toString(), "run")
                        .redirectError(errors.toFile())
                        .start();
                String answer = new BufferedReader(
                                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
                if (answer == null || !answer.startsWith("ready ")) {
                    end(process);
                    String reason = Files.readString(errors).strip();
                    throw new CannotRun(reason.isEmpty() ? path + " ended without an answer" : reason);
                }
                Lab lab = new Lab(script, process, Path.of(answer.substring("ready ".length())));
                Files.createDirectory(lab.volumes());
                lab.requireGuest();
                return lab;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new CannotRun(path + " cannot be run: " + e.getMessage());
        }
    }

    /** Builds the guest where it is not built yet. */
    private void requireGuest() throws CannotRun {
        try {
            script("guest");
        } catch (SnapshotException e) {
            close();
            throw new CannotRun("the guest cannot be built: " + e.getMessage());
        }
    }

    /** Runs another command of the script. */
    String script(String... arguments) {
        return script.run(List.of(arguments));
    }

    Path folder() {
        return folder;
    }

    /** A directory for the volumes, that goes with the lab. */
    Path volumes() {
        return folder.resolve("volumes");
    }

    /** Under which libvirt's clients reach it. */
    String uri() {
        return "qemu+unix:///system?socket=" + folder.resolve("run/libvirt-sock");
    }

    /** A program of libvirt's own, connected to this lab. */
    Program virsh() {
        return new Program(List.of("virsh", "-q", "-c", uri()), "The Debian package libvirt-clients has virsh.");
    }

    @Override
    public void close() {
        end(process);
    }

    private static void end(Process process) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
