package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.chainsmith.cinder.CinderClient;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.Group;
import org.chainsmith.core.assist.GroupSnapshots;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.memory.AgentMood;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of several volumes with a volume service that keeps records of snapshots which it has no hand in. */
final class RecordedGroupsTest {
    private static final int MANY = 200;

    @TempDir
    private Path folder;

    private final RecordedEffects effects = new RecordedEffects();
    private final List<CatalogSnapshot> called = new ArrayList<>();
    private ComputeHost host;
    private AssistedSnapshots side;

    @BeforeEach
    void start() throws Exception {
        host = newHost();
        side = host.start(effects, ComputeHost.settings());
    }

    @AfterEach
    void stop() {
        host.stop();
        assertThat(called).as("calls of the volume service").isEmpty();
    }

    private ComputeHost newHost() throws Exception {
        ComputeHost made = new ComputeHost(Files.createTempDirectory(folder, "state"), 3);
        made.catalog.keepRecords();
        made.catalog.onCreation(called::add);
        made.catalog.onDeletion(called::add);
        return made;
    }

    @Test
    void allAreTakenByOneCallAndTheirRecordsCompleted() {
        Group group = ask(QuiescePolicy.REQUIRE);
        host.work();

        assertThat(effects.effects().stream().filter(effect -> effect.startsWith("switch guest")))
                .hasSize(1);
        assertThat(host.groups(side).look(group).status()).isEqualTo("available");
        assertThat(side.group(group.id()).orElseThrow().reached()).isPresent();
        group.snapshots()
                .forEach((volume, snapshot) ->
                        assertThat(host.chain(volume).active()).isEqualTo(overlay(volume, snapshot)));
        assertThat(host.catalog.reports())
                .containsExactlyInAnyOrderElementsOf(group.snapshots().entrySet().stream()
                        .map(each -> SnapshotOutcome.created(
                                each.getValue(), Map.of(overlay(each.getKey(), each.getValue()), ImageFormat.QCOW2)))
                        .toList());
    }

    @Test
    void aRecordThatCannotBeMadeClosesAllOthers() {
        host.catalog.failNext(new SnapshotException(ErrorCode.CATALOG_REFUSED, "quota"));

        assertThatThrownBy(() -> ask(QuiescePolicy.PREFER))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_REFUSED));
        host.work();
        assertThat(records(host)).isNotEmpty().allMatch(record -> record.status() == SnapshotStatus.ERROR);
    }

    @Test
    void aVolumeThatIsBusyFailsAllOfThem() {
        AssistedRequest.Create other = host.newSnapshot(host.volume());
        called.clear();
        host.catalog.failNext(new SnapshotException(ErrorCode.CATALOG_UNREACHABLE, "away"));
        side.submit(other);
        host.work();

        assertThatThrownBy(() -> ask(QuiescePolicy.PREFER))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VOLUME_BUSY));
        host.letTimePass();
        assertThat(host.status(other.snapshot())).contains(SnapshotStatus.AVAILABLE);
        assertThat(records(host))
                .filteredOn(record -> !record.id().equals(other.snapshot()))
                .hasSize(3)
                .allMatch(record -> record.status() == SnapshotStatus.ERROR);
    }

    @Test
    void aGuestThatCannotStandStillLeavesRecordsThatCanBeRemoved() {
        host.hypervisor.setAgent(ComputeHost.GUEST, AgentMood.FAILS_HALFWAY);
        Group group = ask(QuiescePolicy.REQUIRE);
        host.work();

        assertThat(host.groups(side).look(group).status()).isEqualTo("error");
        assertThat(host.disks.keySet())
                .allSatisfy(volume -> assertThat(host.chain(volume).images()).hasSize(1));
        host.groups(side).delete(group);
        host.work();
        assertThat(records(host)).isEmpty();
    }

    @Test
    void removingAGroupMergesItsImagesAndThenRemovesTheRecords() {
        Group group = ask(QuiescePolicy.PREFER);
        host.work();
        host.disks.keySet().forEach(host::write);
        Map<VolumeId, List<Long>> contents = contents(host);

        host.groups(side).delete(group);
        assertThat(host.groups(side).look(group).status()).isEqualTo("deleting");
        host.groups(side).delete(group); // joins
        host.work();

        assertThat(host.groups(side).look(group).status()).isEqualTo("deleted");
        assertThat(contents(host)).isEqualTo(contents);
        assertThat(host.disks.keySet())
                .allSatisfy(volume -> assertThat(host.chain(volume).images()).hasSize(1));
    }

    @Test
    void whatIsGoneIsNotShownAsAvailableWhileItsRecordIsStillThere() {
        Group group = ask(QuiescePolicy.PREFER);
        host.work();
        host.groups(side).delete(group);
        for (int i = 0; i < 3; i++) {
            host.catalog.failNext(new SnapshotException(ErrorCode.CATALOG_REFUSED, "not now"));
        }
        host.work();
        assertThat(host.groups(side).look(group).status()).isEqualTo("deleting");
        host.letTimePass();
        assertThat(host.groups(side).look(group).status()).isEqualTo("deleted");
    }

    @Test
    void aServiceOverHttpIsAskedOnceWhatItCanAndThenForRecordsOnly() throws Exception {
        try (RecordingCinder cinder = new RecordingCinder()) {
            VolumeCatalog catalog = CinderClient.at(
                            cinder.endpoint(), Secret.of("token"), Limits.defaults(), Clock.systemUTC())
                    .catalog();
            side = host.start(effects, ComputeHost.settings(), catalog);
            GroupSnapshots groups = new GroupSnapshots(side, catalog);
            Group first = ask(QuiescePolicy.PREFER);
            host.work();
            assertThat(groups.look(first).status()).isEqualTo("available");
            assertThat(cinder.formats())
                    .containsExactlyInAnyOrderElementsOf(first.snapshots().entrySet().stream()
                            .map(each -> overlay(each.getKey(), each.getValue()) + "=qcow2")
                            .toList());
            Group second = ask(QuiescePolicy.PREFER);
            host.work();
            groups.delete(first);
            host.work();
            assertThat(groups.look(first).status()).isEqualTo("deleted");
            assertThat(groups.look(second).status()).isEqualTo("available");

            assertThat(cinder.calls().stream().filter(call -> call.equals("GET /extensions")))
                    .hasSize(1);
            assertThat(cinder.calls().stream().filter(call -> !call.startsWith("GET")))
                    .containsOnly(
                            "POST /volumes/ID/action os-create_snapshot_metadata",
                            "POST /snapshots/ID/action os-finalize_snapshot_metadata",
                            "POST /snapshots/ID/action os-delete_snapshot_metadata")
                    .hasSize(3 * (2 + 2 + 1));
        }
    }

    @Test
    void everyDeathWhileOneIsTakenEndsInATrueState() throws Exception {
        everyDeath(this::take);
    }

    @Test
    void everyDeathWhileOneIsRemovedEndsInATrueState() throws Exception {
        everyDeath(this::remove);
    }

    private interface Story {
        /** Returns whether it was struck. */
        boolean play(KillAtEffect fault, String told) throws Exception;
    }

    private static void everyDeath(Story story) throws Exception {
        for (When when : When.values()) {
            int effect = 0;
            while (story.play(KillAtEffect.kill(when, effect), when + " " + effect)) {
                effect++;
                assertThat(effect).isLessThan(MANY);
            }
            assertThat(effect).as("effects").isGreaterThan(5);
        }
    }

    private boolean take(KillAtEffect fault, String told) throws Exception {
        host.stop();
        host = newHost();
        side = host.start(fault, ComputeHost.settings());
        try {
            ask(QuiescePolicy.PREFER);
            host.work();
        } catch (Killed | CompletionException e) {
            assertThat(fault.isDead()).isTrue();
        }
        startAnew(fault);

        List<CatalogSnapshot> records = records(host);
        long switched = records.stream()
                .filter(record -> host.chain(record.volume()).contains(overlay(record.volume(), record.id())))
                .count();
        assertThat(switched).as(told).isIn(0L, (long) host.disks.size());
        assertThat(records)
                .as(told)
                .allMatch(
                        record -> record.status() == (switched == 0 ? SnapshotStatus.ERROR : SnapshotStatus.AVAILABLE));
        return fault.isDead();
    }

    private boolean remove(KillAtEffect fault, String told) throws Exception {
        host.stop();
        host = newHost();
        side = host.start();
        Group group = ask(QuiescePolicy.PREFER);
        host.work();
        host.disks.keySet().forEach(host::write);
        Map<VolumeId, List<Long>> contents = contents(host);
        side = host.start(fault, ComputeHost.settings());
        try {
            host.groups(side).delete(group);
            host.work();
        } catch (Killed e) {
            assertThat(fault.isDead()).isTrue();
        }
        startAnew(fault);
        assertThat(contents(host)).as(told).isEqualTo(contents);
        records(host)
                .forEach(record -> assertThat(host.chain(record.volume()).images())
                        .as("the snapshot on record, " + told)
                        .hasSize(2));
        host.groups(side).delete(group);
        host.work();
        assertThat(records(host)).as(told).isEmpty();
        assertThat(contents(host)).as(told).isEqualTo(contents);
        return fault.isDead();
    }

    private void startAnew(KillAtEffect fault) {
        if (fault.isDead()) {
            side = host.start();
        }
        for (int i = 0; i < 3; i++) {
            host.work();
            host.letTimePass();
        }
        assertThat(host.hasSomethingToDo()).isFalse();
        assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).isFalse();
    }

    // ---- asking and looking ----

    private Group ask(QuiescePolicy policy) {
        return host.ask(side, new Group.GroupRequest(ComputeHost.GUEST, List.of(), "n", "d", Map.of(), policy));
    }

    private ImageName overlay(VolumeId volume, SnapshotId snapshot) {
        return new MemoryBackend(host.store).names().overlay(volume, snapshot);
    }

    private static List<CatalogSnapshot> records(ComputeHost host) {
        return host.disks.keySet().stream()
                .flatMap(volume -> host.catalog.snapshotsOf(volume).stream())
                .toList();
    }

    private static Map<VolumeId, List<Long>> contents(ComputeHost host) {
        Map<VolumeId, List<Long>> contents = new TreeMap<>();
        host.disks.keySet().forEach(volume -> contents.put(volume, host.content(volume)));
        return contents;
    }
}
