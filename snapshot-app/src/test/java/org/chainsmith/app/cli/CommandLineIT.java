package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.chainsmith.app.config.QemuImgStores;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.QemuImgBackend;
import org.chainsmith.qemuimg.QemuImgConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands on real images, with the real qemu-img. */
final class CommandLineIT {
    private final String volume = VolumeId.random().value();

    @TempDir
    private Path store;

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(new QemuImgStores())
                .with("CHAINSMITH_STORE", store.toString())
                .with("CHAINSMITH_OUTPUT", "json");
    }

    private List<String> takeSnapshots(int count) {
        shell.json("volume", "create", "--size=8MiB", "--id", volume);
        List<String> snapshots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            snapshots.add(SnapshotId.random().value());
            shell.json("snapshot", "create", volume, "--id", snapshots.get(i));
        }
        return snapshots;
    }

    private List<String> images() throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("volume-") && !name.endsWith(".info"))
                    .toList();
        }
    }

    @Test
    void filesAreNamedAsCinderNamesThem() {
        JsonNode created = shell.json("volume", "create", "--size=1GiB", "--id", volume);

        assertThat(created.get("active").asString()).isEqualTo("volume-" + volume);
        assertThat(store.resolve("volume-" + volume)).isRegularFile().hasSize(1L << 30);
        String snapshot = SnapshotId.random().value();
        shell.json("snapshot", "create", volume, "--id", snapshot);
        assertThat(store.resolve("volume-" + volume + ".info")).isRegularFile();
        assertThat(store.resolve("volume-" + volume + "." + snapshot)).isRegularFile();
    }

    @Test
    void severalSnapshotsAreDeletedAsTheDryRunSaid() throws IOException {
        List<String> snapshots = takeSnapshots(4);
        String[] delete = {"snapshot", "delete", volume, snapshots.get(1), snapshots.get(2)};
        String[] dryRun = {"snapshot", "delete", volume, snapshots.get(1), snapshots.get(2), "--dry-run"};

        JsonNode plan = shell.json(dryRun).get("plan");
        assertThat(images()).hasSize(5);
        JsonNode done = shell.json(delete);

        assertThat(done.get("plan")).isEqualTo(plan);
        assertThat(images()).hasSize(3);
        List<String> kept = new ArrayList<>();
        shell.json("snapshot", "list", volume)
                .get("snapshots")
                .forEach(snapshot -> kept.add(snapshot.get("id").asString()));
        assertThat(kept).containsExactly(snapshots.get(0), snapshots.get(3));
        assertThat(shell.json(delete).get("plan").get("steps").size()).isZero();
    }

    @Test
    void restoringRefusesThenDiscardsThenDeletes() throws IOException {
        List<String> snapshots = takeSnapshots(2);

        Shell.Outcome refused = shell.run("snapshot", "restore", volume, snapshots.get(0));
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.error().get("code").asString()).isEqualTo("snapshot-not-newest");
        shell.json("snapshot", "restore", volume, snapshots.get(0), "--discard-newer");
        assertThat(shell.json("chain", "show", volume).get("chain").size()).isEqualTo(2);

        assertThat(shell.run("volume", "delete", volume).exit()).isEqualTo(3);
        shell.json("snapshot", "delete", volume, snapshots.get(0));
        shell.json("volume", "delete", volume);
        assertThat(images()).isEmpty();
    }

    @Test
    void anotherOperationOnTheVolumeMakesItBusy() {
        takeSnapshots(0);
        try (QemuImgBackend other = QemuImgBackend.open(store, QemuImgConfig.defaults(), Effects.DIRECT);
                VolumeLocks.Held held = other.locks().acquire(new VolumeId(volume), Duration.ZERO)) {
            assertThat(held).isNotNull();
            Shell.Outcome outcome = shell.run("snapshot", "create", volume, "--wait=0");

            assertThat(outcome.exit()).isEqualTo(7);
            assertThat(outcome.error().get("kind").asString()).isEqualTo("transient");
        }
    }

    @Test
    void aDamagedRecordDoesNotHideOtherVolumes() throws IOException {
        takeSnapshots(0);
        String damaged = VolumeId.random().value();
        shell.json("volume", "create", "--size=1MiB", "--id", damaged);
        shell.json("snapshot", "create", damaged);
        Files.writeString(store.resolve("volume-" + damaged + ".info"), "{");

        JsonNode volumes = shell.json("volume", "list").get("volumes");

        assertThat(volumes.size()).isEqualTo(2);
        for (JsonNode each : volumes) {
            boolean isDamaged = each.get("volume").asString().equals(damaged);
            assertThat(each.has("error")).isEqualTo(isDamaged);
        }
        assertThat(shell.run("chain", "show", damaged).exit()).isEqualTo(3);
    }

    @Test
    void whatIsMissingIsNamed() {
        takeSnapshots(0);

        assertThat(shell.run("volume", "list", "--store=" + store.resolve("none"))
                        .exit())
                .isEqualTo(4);
        Shell.Outcome withoutTool = shell.run("snapshot", "create", volume, "--qemu-img=/nonexistent/qemu-img");
        assertThat(withoutTool.exit()).isEqualTo(3);
        assertThat(withoutTool.error().get("code").asString()).isEqualTo("tool-missing");
        assertThat(shell.json("snapshot", "list", volume).get("snapshots").size())
                .isZero();
    }

    @Test
    void theDemonstrationProvesWhatItSays() {
        Shell.Outcome outcome = new Shell(new QemuImgStores()).run("demo", "--offline");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).contains("  same").doesNotContain("DIFFERS").contains("Every kept point in time");
    }
}
