package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.chainsmith.app.config.QemuImgStores;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that somebody wrote into the header of an image is in nothing that Chainsmith prints or writes. */
final class SecretKeysIT {
    private static final String KEY = "AQBnobodyMaySeeThisKey0123456789abcdefgh";

    private final String volume = VolumeId.random().value();
    private final String snapshot = SnapshotId.random().value();

    @TempDir
    private Path store;

    private String overlay;

    private Shell shell() {
        return new Shell(new QemuImgStores()).with("CHAINSMITH_STORE", store.toString());
    }

    @BeforeEach
    void makeVolume() {
        shell().run("volume", "create", "--size=1MiB", "--id", volume);
        assertThat(shell().run("snapshot", "create", volume, "--id", snapshot).exit())
                .isZero();
        overlay = "volume-" + volume + "." + snapshot;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rbd:pool/disk:id=admin:key=" + KEY + ":mon_host=192.0.2.1",
                "rbd:pool/disk:key=" + KEY,
                "json:{\"file\":{\"driver\":\"rbd\",\"pool\":\"pool\",\"image\":\"disk\",\"user\":\"admin\",\"key\":\""
                        + KEY + "\"}}",
                "json:{\"driver\":\"rbd\",\"pool\":\"pool\",\"image\":\"disk\",\"=keyvalue-pairs\":\"[\\\"key\\\",\\\""
                        + KEY + "\\\"]\"}",
                "json:{\"file.driver\":\"rbd\",\"file.filename\":\"rbd:pool/disk:key=" + KEY + "\"}",
                "https://admin:" + KEY + "@192.0.2.1/disk",
                "gluster://admin:" + KEY + "@192.0.2.1/gv0/disk",
                "nbd://192.0.2.1/disk?tls-creds=" + KEY
            })
    void keyInAHeaderIsNowhereElse(String header) throws IOException, InterruptedException {
        Process rebase = new ProcessBuilder(
                        "qemu-img",
                        "rebase",
                        "-u",
                        "-f",
                        "qcow2",
                        "-b",
                        header,
                        "-F",
                        "raw",
                        store.resolve(overlay).toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(rebase.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(rebase.waitFor()).as(said).isZero();
        assertThat(contents(store.resolve(overlay))).contains(KEY);
        String path = store.resolve(overlay).toString();
        for (List<String> command : List.of(
                List.of("image", "inspect", "--format=qcow2", path),
                List.of("image", "inspect", "--format=qcow2", "--volume", "volume-" + volume, path),
                List.of("image", "inspect", "--format=qcow2", "--role=import", path),
                List.of("image", "map", "--format=qcow2", path),
                List.of("volume", "show", volume),
                List.of("volume", "list"),
                List.of("chain", "show", volume),
                List.of("snapshot", "list", volume),
                List.of("snapshot", "show", volume, snapshot),
                List.of("snapshot", "create", volume),
                List.of("snapshot", "delete", volume, snapshot, "--dry-run"),
                List.of("snapshot", "delete", volume, snapshot),
                List.of("snapshot", "restore", volume, snapshot),
                List.of("recover", volume))) {
            for (String output : List.of("table", "json")) {
                Shell.Outcome outcome =
                        shell().with("CHAINSMITH_OUTPUT", output).run(command.toArray(String[]::new));
                assertThat(outcome.out() + outcome.err())
                        .as("%s of %s", output, command)
                        .isNotEmpty()
                        .doesNotContain(KEY);
            }
        }
        try (Stream<Path> files = Files.walk(store)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> contents(file).contains(KEY)))
                    .containsExactly(store.resolve(overlay));
        }
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
