package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.chainsmith.app.config.HypervisorSettings;
import org.chainsmith.app.config.MergeLimits;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.testkit.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands on the disks of a guest. */
final class GuestCommandsTest {
    private final GuestDisks guest = new GuestDisks();
    private final Shell shell = guest.shell;

    private static List<String> disks(JsonNode answer) {
        return answer.get("disks")
                .valueStream()
                .map(disk -> disk.get("disk").asString())
                .toList();
    }

    @Test
    void aDeletionIsDoneOnAllDisks() {
        String snapshot = guest.snapshot();

        JsonNode plan = shell.json("snapshot", "delete", "--domain=web", snapshot, "--dry-run");
        assertThat(guest.snapshots("vda")).isEqualTo(1);
        JsonNode done = shell.json("snapshot", "delete", "--domain=web", snapshot);

        assertThat(disks(plan)).containsExactly("vda", "vdb");
        assertThat(disks(done)).containsExactly("vda", "vdb");
        for (int i = 0; i < 2; i++) {
            assertThat(done.get("disks").get(i).get("plan"))
                    .isEqualTo(plan.get("disks").get(i).get("plan"));
        }
        assertThat(guest.snapshots("vda") + guest.snapshots("vdb")).isZero();
    }

    @Test
    void aDiskThatFailsKeepsNoOtherFromBeingDoneAndIsNoSuccess() {
        String snapshot = guest.snapshot();
        guest.hypervisor.beginForeignJob(guest.at("vda"));

        Shell.Outcome outcome = shell.run("snapshot", "delete", "--domain=web", snapshot);

        assertThat(outcome.exit()).isEqualTo(7);
        assertThat(disks(outcome.json())).containsExactly("vdb");
        assertThat(outcome.error().get("code").asString()).isEqualTo("block-job-active");
        assertThat(outcome.error().get("volume").asString())
                .isEqualTo(guest.volumes.get("vda").value());
        assertThat(guest.snapshots("vda")).isEqualTo(1);
        assertThat(guest.snapshots("vdb")).isZero();
    }

    @Test
    void theWorstOfSeveralFailuresIsTheExitCode() {
        String snapshot = guest.snapshot();
        guest.hypervisor.beginForeignJob(guest.at("vda"));
        guest.hypervisor.duringNextJob(() -> shell.run("job", "cancel", "--domain=web", "--disk=vdb"));

        Shell.Outcome outcome = shell.run("snapshot", "delete", "--domain=web", snapshot, "--parallel=1");

        assertThat(outcome.exit()).isEqualTo(6);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("block-job-active").contains("operation-unfinished");
    }

    @Test
    void aDeletionThatWasDoneOnTheOnlyDiskIsDoneWhenRepeated() {
        String snapshot = guest.snapshot("vdb");

        for (int i = 0; i < 2; i++) {
            assertThat(disks(shell.json("snapshot", "delete", "--domain=web", snapshot)))
                    .containsExactly("vdb");
        }
    }

    @Test
    void aSnapshotThatNoDiskHasIsNotFound() {
        String unknown = guest.guest.value();

        Shell.Outcome outcome = shell.with("CHAINSMITH_OUTPUT", "json")
                .run("snapshot", "delete", "--domain=web", guest.snapshot(), unknown);

        assertThat(outcome.exit()).isEqualTo(4);
        assertThat(outcome.error().get("code").asString()).isEqualTo("snapshot-not-found");
        assertThat(guest.snapshots("vda")).isEqualTo(1);
    }

    @Test
    void noDisksAtOnceIsAnError() {
        Shell.Outcome outcome = shell.run("snapshot", "delete", "--domain=web", guest.snapshot(), "--parallel=0");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(guest.snapshots("vda")).isEqualTo(1);
    }

    @Test
    void aBandwidthThatWouldLimitNothingIsRefused() {
        String snapshot = guest.snapshot();
        guest.hypervisor.stop(guest.guest);

        Shell.Outcome off = shell.run("snapshot", "delete", "--domain=web", snapshot, "--bandwidth=50MiB");
        Shell.Outcome nobody = shell.run(
                "snapshot",
                "delete",
                "--store=/anywhere",
                guest.volumes.get("vda").value(),
                snapshot,
                "--bandwidth=1");

        assertThat(off.exit()).isEqualTo(3);
        assertThat(off.error().get("code").asString()).isEqualTo("guest-not-running");
        assertThat(nobody.exit()).isEqualTo(2);
        assertThat(guest.snapshots("vda")).isEqualTo(1);
    }

    @Test
    void theLimitsReachTheHypervisor() {
        List<HypervisorSettings> asked = new ArrayList<>();
        Shell listening = guest.shell.telling(asked::add);

        listening.json("snapshot", "delete", "--domain=web", guest.snapshot(), "--bandwidth=50MiB", "--parallel=3");
        listening.with("CHAINSMITH_PARALLEL", "2").json("snapshot", "delete", "--domain=web", guest.snapshot());

        assertThat(asked)
                .extracting(HypervisorSettings::merges)
                .containsExactly(new MergeLimits(3, 50 << 20), new MergeLimits(2, 0));
    }

    @Test
    void aGuestThatIsOffHasSnapshotsTaken() {
        guest.hypervisor.stop(guest.guest);

        JsonNode taken = shell.json("snapshot", "create", "--domain=web", "--quiesce=require");
        guest.hypervisor.start(guest.guest);

        assertThat(disks(taken)).containsExactly("vda", "vdb");
        assertThat(taken.get("consistency").asString()).isEqualTo("crash");
        assertThat(taken.get("note").asString()).isEqualTo("the guest was off");
        assertThat(guest.snapshots("vda") + guest.snapshots("vdb")).isEqualTo(2);
        JsonNode chain = shell.json("chain", "show", "--domain=web", "--disk=vdb");
        assertThat(guest.shown("vdb"))
                .isEqualTo(chain.get("active").asString())
                .isEqualTo(taken.get("disks").get(1).get("active").asString());
    }

    @Test
    void snapshotShowTellsHowConsistentTheSnapshotIs() {
        String id = SnapshotId.random().value();
        JsonNode taken = shell.json("snapshot", "create", "--domain=web", "--id", id, "--quiesce=require");

        JsonNode shown = shell.json("snapshot", "show", "--domain=web", "--disk=vdb", id);

        assertThat(shown.get("volume").asString())
                .isEqualTo(guest.volumes.get("vdb").value());
        assertThat(shown.get("id").asString()).isEqualTo(id);
        for (String field : List.of("consistency", "frozen-ms", "note")) {
            assertThat(shown.get(field)).as(field).isEqualTo(taken.get(field));
        }
        assertThat(shown.get("consistency").asString()).isEqualTo("filesystem");
        assertThat(shell.with("CHAINSMITH_OUTPUT", "table")
                        .run("snapshot", "show", "--domain=web", "--disk=vdb", id)
                        .out())
                .contains("Overlay:", "Data image:", "filesystem, frozen for");
    }

    @Test
    void snapshotShowFindsNothingWhereNothingIs() {
        String snapshot = guest.snapshot("vda");

        Shell.Outcome outcome = shell.run("snapshot", "show", "--domain=web", "--disk=vdb", snapshot);

        assertThat(outcome.exit()).isEqualTo(4);
        assertThat(outcome.error().get("code").asString()).isEqualTo("snapshot-not-found");
        assertThat(shell.run("snapshot", "show", "--domain=web", snapshot).exit())
                .as("without --disk")
                .isEqualTo(2);
    }

    @Test
    void aGuestThatIsOffIsRestoredAndStartsFromTheSnapshot() {
        String older = guest.snapshot();
        String newer = guest.snapshot("vda");
        String[] restore = {"snapshot", "restore", "--domain=web", "--disk=vda", older, "--discard-newer"};

        Shell.Outcome running = shell.run(restore);
        guest.hypervisor.stop(guest.guest);
        Shell.Outcome lossy = shell.run("snapshot", "restore", "--domain=web", "--disk=vda", older);
        JsonNode plan =
                shell.json("snapshot", "restore", "--domain=web", "--disk=vda", older, "--discard-newer", "--dry-run");
        assertThat(guest.snapshots("vda")).isEqualTo(2);
        JsonNode done = shell.json(restore);
        guest.hypervisor.start(guest.guest);

        assertThat(running.exit()).isEqualTo(7);
        assertThat(running.error().get("code").asString()).isEqualTo("image-in-use");
        assertThat(lossy.error().get("code").asString()).isEqualTo("snapshot-not-newest");
        assertThat(plan.get("plan").toString()).contains("follow");
        assertThat(guest.shown("vda")).isEqualTo(done.get("active").asString()).doesNotContain(newer);
        assertThat(guest.snapshots("vda")).isEqualTo(1);
        assertThat(guest.snapshots("vdb")).isEqualTo(1);
    }

    /** The store alone does not know that a guest which is off would start from what its definition says. */
    @Test
    void aVolumeOfAGuestIsNotWorkedOnBehindItsBack() {
        String snapshot = guest.snapshot();
        guest.hypervisor.stop(guest.guest);
        String volume = guest.volumes.get("vda").value();

        for (String[] command : new String[][] {
            {"snapshot", "create", volume},
            {"snapshot", "delete", volume, snapshot},
            {"snapshot", "restore", volume, snapshot}
        }) {
            List<String> line = new ArrayList<>(List.of(command));
            line.addAll(List.of("--store=/anywhere", "--connect=memory:///"));
            Shell.Outcome outcome = shell.run(line.toArray(String[]::new));

            assertThat(outcome.exit()).as(command[1]).isEqualTo(7);
            assertThat(outcome.error().get("message").asString()).contains("is disk vda of guest");
            assertThat(outcome.error().get("hint").asString()).contains("--domain", "--disk vda");
        }
        assertThat(guest.snapshots("vda")).isEqualTo(1);
    }

    /** The snapshot itself takes next to nothing; what the guest writes afterwards does not. */
    @Test
    void aSnapshotTellsWhenTheStoreIsNearlyFull() {
        long disk = 4 * MemoryStore.CLUSTER;
        JsonNode ample = shell.json("snapshot", "create", "--domain=web");
        guest.store.resizeTo(0);

        Shell.Outcome full = shell.with("CHAINSMITH_OUTPUT", "table").run("snapshot", "create", "--domain=web");

        assertThat(ample.get("disks").get(0).get("may-grow-bytes").asLong()).isEqualTo(disk);
        assertThat(ample.get("disks").get(0).get("free-bytes").asLong()).isGreaterThan(disk);
        assertThat(full.out())
                .contains("Warning: the overlay of vda may grow to")
                .contains("make room");
    }
}
