package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.Group;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.memory.AgentMood;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of several volumes of which one is a device of the host, as iSCSI volumes are. */
final class DevicesInGroupsTest {
    private static final int MANY = 200;

    @TempDir
    private Path folder;

    private final List<AssistedRequest.Create> calls = new ArrayList<>();
    private final List<Boolean> stoodStill = new ArrayList<>();
    private ComputeHost host;
    private VolumeId device;
    private AssistedSnapshots side;
    private Consumer<CatalogSnapshot> onDevice;

    @BeforeEach
    void start() throws Exception {
        newHost();
        side = host.start();
    }

    @AfterEach
    void stop() {
        host.stop();
    }

    private void newHost() throws Exception {
        host = new ComputeHost(Files.createTempDirectory(folder, "state"), 3);
        device = host.volume();
        host.hypervisor.addObstacle(host.at(device), GuestDisk.Obstacle.RAW_DEVICE);
        onDevice = this::available;
        calls.clear();
        host.catalog.onCreation(snapshot -> {
            if (!snapshot.volume().equals(device)) {
                calls.add(host.prepare(snapshot));
            } else {
                stoodStill.add(host.hypervisor.isFrozen(ComputeHost.GUEST) && switched() == 0);
                onDevice.accept(snapshot);
            }
        });
    }

    private void available(CatalogSnapshot snapshot) {
        host.catalog.resetStatus(snapshot.id(), SnapshotStatus.AVAILABLE);
    }

    private Group ask(QuiescePolicy policy, VolumeId... volumes) {
        return host.ask(side, new Group.GroupRequest(ComputeHost.GUEST, List.of(volumes), "n", "d", Map.of(), policy));
    }

    private Group askAndCall(QuiescePolicy policy) {
        Group group = ask(policy);
        assertThat(calls).hasSize(2);
        calls.forEach(side::submit);
        host.work();
        return side.group(group.id()).orElseThrow();
    }

    private long switched() {
        return calls.stream()
                .filter(call -> host.chain(call.volume()).contains(call.overlay()))
                .count();
    }

    private List<CatalogSnapshot> ofDevice() {
        return host.catalog.snapshotsOf(device);
    }

    @Test
    void theVolumeServiceTakesItsSnapshotBeforeTheDisksAreSwitchedWhileTheGuestStandsStill() {
        Group group = askAndCall(QuiescePolicy.PREFER);

        assertThat(stoodStill).containsExactly(true);
        assertThat(switched()).isEqualTo(2);
        assertThat(group.snapshots()).containsOnlyKeys(host.disks.keySet());
        assertThat(group.reached().orElseThrow().level()).isEqualTo(ConsistencyLevel.FILESYSTEM);
        assertThat(host.groups(side).look(group).status()).isEqualTo("available");
        assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).isFalse();
    }

    @Test
    void oneThatFailsFailsAllOfThemAndIsDeleted() {
        onDevice = snapshot -> host.catalog.resetStatus(snapshot.id(), SnapshotStatus.ERROR);
        Group group = askAndCall(QuiescePolicy.PREFER);

        assertFailed(group);
        assertThat(ofDevice()).extracting(CatalogSnapshot::status).containsExactly(SnapshotStatus.DELETING);
    }

    @Test
    void oneThatTakesLongerThanTheGuestMayStandStillFailsAllOfThemAndIsDeletedWhenItIsThere() {
        AssistedSnapshots.Settings usual = ComputeHost.settings();
        side = host.start(
                Effects.DIRECT,
                new AssistedSnapshots.Settings(
                        usual.lockWait(),
                        usual.policy(),
                        Duration.ofMillis(400),
                        usual.rendezvous(),
                        usual.patience()));
        onDevice = snapshot -> {};
        Group group = askAndCall(QuiescePolicy.PREFER);

        assertFailed(group);
        assertThat(group.note()).contains("stand still");
        host.letTimePass();
        assertThat(ofDevice()).extracting(CatalogSnapshot::status).containsExactly(SnapshotStatus.CREATING);
        available(ofDevice().get(0));
        host.letTimePass();
        assertThat(ofDevice()).extracting(CatalogSnapshot::status).containsExactly(SnapshotStatus.DELETING);
    }

    @Test
    void aGuestThatCannotStandStillHasNone() {
        host.hypervisor.setAgent(ComputeHost.GUEST, AgentMood.FAILS_HALFWAY);
        Group group = askAndCall(QuiescePolicy.PREFER);

        assertFailed(group);
        assertThat(ofDevice()).isEmpty();
    }

    private void assertFailed(Group group) {
        assertThat(group.status()).isEqualTo(Group.Status.FAILED);
        assertThat(switched()).isZero();
        assertThat(host.groups(side).look(group).status()).isEqualTo("error");
        assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).isFalse();
        calls.forEach(call -> assertThat(host.status(call.snapshot())).contains(SnapshotStatus.ERROR));
    }

    @Test
    void whatHasNoInstantInCommonIsRefused() {
        assertRefused(() -> ask(QuiescePolicy.NEVER));
        assertRefused(() -> ask(QuiescePolicy.REQUIRE, device));
        host.catalog.keepRecords();
        assertRefused(() -> ask(QuiescePolicy.REQUIRE));
        assertThat(calls).isEmpty();
    }

    private static void assertRefused(Runnable asking) {
        assertThatThrownBy(asking::run)
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    @Test
    void everyDeathKeepsTheDevicesSnapshotOfTheInstantOfTheSwitchAndNoOther() throws Exception {
        for (When when : When.values()) {
            int effect = 0;
            while (isStruck(KillAtEffect.kill(when, effect), when + " " + effect)) {
                effect++;
                assertThat(effect).isLessThan(MANY);
            }
            assertThat(effect).as("effects").isGreaterThan(5);
        }
    }

    private boolean isStruck(KillAtEffect fault, String told) throws Exception {
        host.stop();
        newHost();
        side = host.start(fault, ComputeHost.settings());
        List<Group> answered = new ArrayList<>();
        try {
            answered.add(ask(QuiescePolicy.REQUIRE));
            calls.forEach(side::submit);
            host.work();
        } catch (Killed | CompletionException e) {
            assertThat(fault.isDead()).isTrue();
        }
        if (fault.isDead()) {
            side = host.start();
        }
        for (int i = 0; i < 3; i++) {
            host.work();
            host.letTimePass();
        }
        assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).as(told).isFalse();
        long switched = switched();
        assertThat(switched).as(told).isIn(0L, 2L);
        List<CatalogSnapshot> kept = ofDevice().stream()
                .filter(snapshot -> snapshot.status() != SnapshotStatus.DELETING)
                .toList();
        assertThat(kept).as(told).hasSize(switched == 0 ? 0 : 1);
        if (switched > 0) {
            assertThat(side.group(answered.get(0).id()).orElseThrow().snapshots())
                    .as(told)
                    .containsEntry(device, kept.get(0).id());
        }
        return fault.isDead();
    }
}
