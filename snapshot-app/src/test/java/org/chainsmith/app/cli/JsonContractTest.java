package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The shapes that scripts depend on, field by field. */
final class JsonContractTest {
    private static final String STORE = "--store=/anywhere";

    private final MemoryStore disk = new MemoryStore();
    private final Shell shell = Shell.on(new MemoryBackend(disk));
    private final String volume = VolumeId.random().value();

    private static List<String> names(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }

    private JsonNode createVolume() {
        return shell.json("volume", "create", STORE, "--size", "1MiB", "--id", volume);
    }

    private String createSnapshot() {
        String id = SnapshotId.random().value();
        disk.write(new VolumeId(volume), 3, id.hashCode() | 1);
        shell.json("snapshot", "create", STORE, volume, "--id", id);
        return id;
    }

    private String active() {
        return shell.json("volume", "show", STORE, volume).get("active").asString();
    }

    @Test
    void volumeCreateAndShowHaveTheSameShape() {
        JsonNode created = createVolume();

        assertThat(names(created)).containsExactly("volume", "format", "virtual-size", "active");
        assertThat(created.get("volume").asString()).isEqualTo(volume);
        assertThat(created.get("format").asString()).isEqualTo("raw");
        assertThat(created.get("virtual-size").isIntegralNumber()).isTrue();
        assertThat(created.get("virtual-size").asLong()).isEqualTo(1 << 20);
        assertThat(created.get("active").asString()).isEqualTo(disk.names().get(0));
        assertThat(shell.json("volume", "show", STORE, volume)).isEqualTo(created);
    }

    @Test
    void theFormatIsThatOfTheActiveImage() {
        createVolume();
        createSnapshot();

        assertThat(shell.json("volume", "show", STORE, volume).get("format").asString())
                .isEqualTo("qcow2");
    }

    @Test
    void snapshotCreateNamesTheNewActiveImage() {
        createVolume();
        String id = SnapshotId.random().value();

        JsonNode created = shell.json("snapshot", "create", STORE, volume, "--id", id);

        assertThat(names(created)).containsExactly("volume", "snapshot", "active");
        assertThat(created.get("snapshot").asString()).isEqualTo(id);
        assertThat(created.get("active").asString()).isEqualTo(active());
    }

    @Test
    void snapshotListNamesOverlayAndDataOldestFirst() {
        createVolume();
        String base = active();
        String first = createSnapshot();
        String firstOverlay = active();
        String second = createSnapshot();

        JsonNode list = shell.json("snapshot", "list", STORE, volume);

        assertThat(names(list)).containsExactly("volume", "snapshots");
        JsonNode older = list.get("snapshots").get(0);
        assertThat(names(older)).containsExactly("id", "overlay", "data");
        assertThat(older.get("id").asString()).isEqualTo(first);
        assertThat(older.get("overlay").asString()).isEqualTo(firstOverlay);
        assertThat(older.get("data").asString()).isEqualTo(base);
        assertThat(list.get("snapshots").get(1).get("id").asString()).isEqualTo(second);
    }

    @Test
    void snapshotShowTellsWhatTheListTellsAndNothingOfConsistencyOffline() {
        createVolume();
        String snapshot = createSnapshot();
        createSnapshot();

        JsonNode shown = shell.json("snapshot", "show", STORE, volume, snapshot);
        JsonNode listed =
                shell.json("snapshot", "list", STORE, volume).get("snapshots").get(0);

        assertThat(names(shown)).containsExactly("volume", "id", "overlay", "data", "consistency", "frozen-ms", "note");
        assertThat(shown.get("volume").asString()).isEqualTo(volume);
        for (String field : names(listed)) {
            assertThat(shown.get(field)).isEqualTo(listed.get(field));
        }
        for (String field : List.of("consistency", "frozen-ms", "note")) {
            assertThat(shown.get(field).isNull()).as(field).isTrue();
        }
    }

    @Test
    void chainShowIsBaseFirst() {
        createVolume();
        String base = active();
        String snapshot = createSnapshot();

        JsonNode shown = shell.json("chain", "show", STORE, volume);

        assertThat(names(shown)).containsExactly("volume", "active", "chain");
        JsonNode bottom = shown.get("chain").get(0);
        assertThat(names(bottom)).containsExactly("image", "format", "virtual-size", "allocated-bytes", "snapshots");
        assertThat(bottom.get("image").asString()).isEqualTo(base);
        assertThat(bottom.get("snapshots").get(0).asString()).isEqualTo(snapshot);
        assertThat(shown.get("chain").get(1).get("snapshots").size()).isZero();
    }

    @Test
    void aDryRunPrintsThePlanThatIsThenCarriedOut() {
        createVolume();
        createSnapshot();
        String second = createSnapshot();
        String third = createSnapshot();

        JsonNode dry = shell.json("snapshot", "delete", STORE, volume, second, third, "--dry-run");
        JsonNode done = shell.json("snapshot", "delete", STORE, volume, second, third);

        assertThat(names(dry)).containsExactly("volume", "plan", "actual-bytes");
        assertThat(names(dry.get("plan")))
                .containsExactly(
                        "steps", "predicted-bytes", "peak-bytes", "removed", "before", "after", "locks", "choices");
        assertThat(dry.get("actual-bytes").isNull()).isTrue();
        assertThat(done.get("actual-bytes").isIntegralNumber()).isTrue();
        assertThat(done.get("plan")).isEqualTo(dry.get("plan"));
        assertThat(dry.get("plan").get("before").asString()).contains(" <- ");
        assertThat(dry.get("plan").get("removed").size()).isEqualTo(2);
    }

    @Test
    void theChoicesTellWhatEveryDestinationCostsAndWhyOneWasChosen() {
        createVolume();
        String base = active();
        String first = createSnapshot();
        String middle = active();
        disk.write(new VolumeId(volume), 1, 7);
        String second = createSnapshot();
        String top = active();

        JsonNode dry = shell.json("snapshot", "delete", STORE, volume, first, second, "--shared", base, "--dry-run");

        JsonNode choice = dry.get("plan").get("choices").get(0);
        assertThat(names(choice)).containsExactly("run", "chosen", "why", "destinations");
        assertThat(choice.get("run").asString()).isEqualTo(base + ".." + top);
        assertThat(choice.get("chosen").asString()).isEqualTo(middle);
        assertThat(choice.get("why").asString()).isEqualTo("commit and pull, copies least");
        JsonNode ways = choice.get("destinations");
        assertThat(ways.size()).isEqualTo(3);
        assertThat(names(ways.get(0)))
                .containsExactly("image", "primitives", "bytes", "growth-bytes", "allowed", "reason");
        assertThat(ways.get(0).get("image").asString()).isEqualTo(base);
        assertThat(ways.get(0).get("allowed").asBoolean()).isFalse();
        assertThat(ways.get(0).get("reason").asString()).contains("shared");
        assertThat(ways.get(1).get("image").asString()).isEqualTo(middle);
        assertThat(ways.get(1).get("primitives").size()).isEqualTo(2);
        assertThat(ways.get(1).get("bytes").asLong()).isZero();
        assertThat(ways.get(1).get("allowed").asBoolean()).isTrue();
        assertThat(ways.get(1).get("reason").isNull()).isTrue();
        assertThat(ways.get(2).get("bytes").asLong()).isPositive();
        assertThat(ways.get(2).get("growth-bytes").asLong()).isPositive();
    }

    @Test
    void eachStepSaysWhatItDoesAndInWhichDirection() {
        createVolume();
        String first = createSnapshot();
        createSnapshot();

        JsonNode steps = shell.json("snapshot", "delete", STORE, volume, first, "--dry-run")
                .get("plan")
                .get("steps");

        assertThat(names(steps.get(0)))
                .containsExactly("step", "direction", "description", "predicted-bytes", "base", "top");
        assertThat(steps.get(0).get("direction").asString()).isEqualTo("down");
        assertThat(steps.get(1).get("step").asString()).isEqualTo("repoint");
        assertThat(steps.get(1).get("direction").isNull()).isTrue();
        assertThat(names(steps.get(1))).endsWith("image", "old-backing", "backing");
    }

    @Test
    void deletingAgainIsAnsweredAsDone() {
        createVolume();
        String snapshot = createSnapshot();
        shell.json("snapshot", "delete", STORE, volume, snapshot);

        JsonNode again = shell.json("snapshot", "delete", STORE, volume, snapshot);

        assertThat(again.get("plan").get("steps").size()).isZero();
        assertThat(again.get("actual-bytes").asLong()).isZero();
    }

    @Test
    void sharedImagesAreNotWrittenSoThatTheDirectionChanges() {
        createVolume();
        String base = active();
        String snapshot = createSnapshot();
        createSnapshot();

        JsonNode steps = shell.json("snapshot", "delete", STORE, volume, snapshot, "--shared", base, "--dry-run")
                .get("plan")
                .get("steps");

        assertThat(steps.get(0).get("direction").asString()).isEqualTo("up");
    }

    @Test
    void snapshotRestoreNamesWhatWasRemoved() {
        createVolume();
        String snapshot = createSnapshot();
        String discarded = active();

        JsonNode restored = shell.json("snapshot", "restore", STORE, volume, snapshot);

        assertThat(names(restored)).containsExactly("volume", "snapshot", "active", "removed");
        assertThat(restored.get("active").asString()).isEqualTo(active());
        assertThat(restored.get("removed").get(0).asString()).isEqualTo(discarded);
    }

    @Test
    void volumeDeleteNamesWhatWasRemoved() {
        createVolume();
        String base = active();

        JsonNode deleted = shell.json("volume", "delete", STORE, volume);

        assertThat(names(deleted)).containsExactly("volume", "removed");
        assertThat(deleted.get("removed").get(0).asString()).isEqualTo(base);
        assertThat(shell.json("volume", "list", STORE).get("volumes").size()).isZero();
    }

    @Test
    void aVolumeThatCannotBeReadDoesNotHideTheOthers() {
        createVolume();
        String broken = VolumeId.random().value();
        JsonNode made = shell.json("volume", "create", STORE, "--size", "1MiB", "--id", broken);
        disk.lose(new org.chainsmith.core.chain.ImageName(made.get("active").asString()));

        JsonNode volumes = shell.json("volume", "list", STORE).get("volumes");

        assertThat(volumes.size()).isEqualTo(2);
        for (JsonNode each : volumes) {
            boolean isBroken = each.get("volume").asString().equals(broken);
            assertThat(each.get("active").isNull()).isEqualTo(isBroken);
            assertThat(names(each).contains("error")).isEqualTo(isBroken);
        }
    }

    @Test
    void recoverListsOnlyVolumesAtWhichSomethingWasFoundUnlessAsked() {
        createVolume();

        assertThat(shell.json("recover", STORE).get("volumes").size()).isZero();
        JsonNode asked = shell.json("recover", STORE, volume).get("volumes").get(0);
        assertThat(names(asked)).containsExactly("volume", "found", "done");
        assertThat(asked.get("found").size()).isZero();
    }
}
