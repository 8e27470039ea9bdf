package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.CreateSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeOperations;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class RecoverTest {
    private static final String STORE = "--store=/anywhere";

    private final MemoryStore disk = new MemoryStore();
    private final Shell shell = Shell.on(new MemoryBackend(disk));

    /** A volume of which a snapshot was being created when the process died. */
    private VolumeId interruptedVolume() {
        VolumeId volume = VolumeId.random();
        shell.json("volume", "create", STORE, "--size=1MiB", "--id=" + volume);
        MemoryBackend dying = new MemoryBackend(
                disk, KillAtEffect.kill(When.AFTER, 1), Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL));
        Throwable death = catchThrowable(() ->
                new CreateSnapshots(new VolumeOperations(dying, Duration.ZERO)).create(volume, SnapshotId.random()));
        assertThat(death).isNotNull();
        return volume;
    }

    @Test
    void aDryRunFindsAndChangesNothing() {
        VolumeId volume = interruptedVolume();

        JsonNode first = shell.json("recover", STORE, "--dry-run");
        JsonNode second = shell.json("recover", STORE, volume.value(), "--dry-run");

        assertThat(first).isEqualTo(second);
        assertThat(first.get("volumes").get(0).get("found").size()).isEqualTo(1);
        assertThat(first.get("volumes").get(0).get("done").size()).isZero();
    }

    @Test
    void recoveryTellsWhatItFoundAndWhatItDid() {
        VolumeId volume = interruptedVolume();

        JsonNode recovered = shell.json("recover", STORE).get("volumes").get(0);

        assertThat(recovered.get("volume").asString()).isEqualTo(volume.value());
        assertThat(recovered.get("found").size()).isEqualTo(1);
        assertThat(recovered.get("done").size()).isEqualTo(1);
        assertThat(shell.json("recover", STORE).get("volumes").size()).isZero();
    }

    @Test
    void aVolumeThatFailsDoesNotKeepTheOthersFromBeingRecovered() {
        VolumeId busy = interruptedVolume();
        VolumeId fine = interruptedVolume();
        disk.occupy(new ImageName(
                shell.json("volume", "show", STORE, busy.value()).get("active").asString()));

        Shell.Outcome outcome = shell.with("CHAINSMITH_OUTPUT", "json").run("recover", STORE);

        assertThat(outcome.exit()).isEqualTo(7);
        assertThat(outcome.json().get("volumes").size()).isEqualTo(1);
        assertThat(outcome.json().get("volumes").get(0).get("volume").asString())
                .isEqualTo(fine.value());
        assertThat(outcome.error().get("code").asString()).isEqualTo("image-in-use");
        assertThat(outcome.error().get("volume").asString()).isEqualTo(busy.value());
    }
}
