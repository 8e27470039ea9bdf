package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.chainsmith.app.config.QemuImgStores;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes: several at work at once, and how many of qemu-img each needs. Each runs with 64 MiB of heap. */
@Timeout(240)
final class ProcessesIT {
    private static final int DONE = 0;
    private static final int BUSY = 7;

    @TempDir
    private Path directory;

    private Path store;
    private Path calls;
    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        store = Files.createDirectory(directory.resolve("volumes"));
        calls = directory.resolve("calls");
        shell = new Shell(new QemuImgStores()).with("CHAINSMITH_STORE", store.toString());
    }

    @Test
    void oneVolumeHasOneWriterAndOthersAreFree() throws IOException, InterruptedException {
        String volume = volume("8MiB", 2);
        String other = volume("8MiB", 2);
        Path qemuImg =
                qemuImg("if [ \"$1\" = commit ]; then : > " + directory + "/begun; read go < " + directory + "/go; fi");
        assertThat(new ProcessBuilder("mkfifo", directory + "/go").start().waitFor())
                .isZero();

        Process holder =
                start("snapshot", "delete", volume, snapshots(volume).get(0), "--qemu-img", qemuImg.toString());
        await(directory.resolve("begun"), holder);
        Process refused = start("snapshot", "create", volume, "--wait", "0", "--output", "json");
        Process waiting = start("snapshot", "create", volume, "--wait", "120");
        Process elsewhere = start("snapshot", "delete", other, snapshots(other).get(0));
        assertThat(exit(refused)).isEqualTo(BUSY);
        assertThat(new String(refused.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"code\":\"volume-busy\"");
        assertThat(exit(elsewhere)).isEqualTo(DONE);
        assertThat(waiting.isAlive()).isTrue();
        assertThat(holder.isAlive()).isTrue();

        Files.writeString(directory.resolve("go"), "go\n");
        assertThat(exit(holder)).isEqualTo(DONE);
        assertThat(exit(waiting)).isEqualTo(DONE);
        assertThat(snapshots(volume)).hasSize(2);
        assertThat(snapshots(other)).hasSize(1);
    }

    @Test
    void aChainOf64LayersIsShownWithoutAnyQemuImg() throws IOException, InterruptedException {
        String volume = volume("1TiB", 63);
        Path qemuImg = qemuImg("");
        assertThat(exit(start("chain", "show", volume, "--qemu-img", qemuImg.toString())))
                .isEqualTo(DONE);
        assertThat(exit(start("snapshot", "list", volume, "--qemu-img", qemuImg.toString())))
                .isEqualTo(DONE);
        assertThat(calls).doesNotExist();
    }

    @Test
    void eightNeighboursAreDeletedByOneCopyingProcess() throws IOException, InterruptedException {
        String volume = volume("1TiB", 12);
        List<String> ids = snapshots(volume);
        List<String> command = new ArrayList<>(List.of("snapshot", "delete", volume));
        command.addAll(ids.subList(2, 10));
        command.addAll(List.of("--qemu-img", qemuImg("").toString()));
        assertThat(exit(start(command.toArray(String[]::new)))).isEqualTo(DONE);
        assertThat(Files.readAllLines(calls)).containsExactly("check", "commit", "rebase");
        assertThat(snapshots(volume)).hasSize(4);
    }

    private String volume(String size, int snapshots) {
        String volume = VolumeId.random().value();
        shell.json("volume", "create", "--size", size, "--id", volume, "--output=json");
        for (int i = 0; i < snapshots; i++) {
            shell.json("snapshot", "create", volume, "--id", SnapshotId.random().value(), "--output=json");
        }
        return volume;
    }

    private List<String> snapshots(String volume) {
        List<String> ids = new ArrayList<>();
        shell.json("snapshot", "list", volume, "--output=json")
                .required("snapshots")
                .forEach(snapshot -> ids.add(snapshot.required("id").stringValue()));
        return ids;
    }

    /** qemu-img behind a script that first does this, and writes down which sub-command it was called for. */
    private Path qemuImg(String before) throws IOException {
        Path script = directory.resolve("qemu-img");
        Files.writeString(
                script, "#!/bin/sh\necho \"$1\" >> " + calls + "\n" + before + "\nexec /usr/bin/qemu-img \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djna.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Chainsmith.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CHAINSMITH_STORE", store.toString());
        return builder.start();
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void await(Path file, Process maker) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!Files.exists(file)) {
            assertThat(maker.isAlive() && Instant.now().isBefore(deadline)).isTrue();
            LockSupport.parkNanos(5_000_000);
        }
    }
}
