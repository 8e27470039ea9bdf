package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.Group;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.chainsmith.testkit.memory.AgentMood;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a volume service for one snapshot of each of several volumes, which meet. */
final class GroupSnapshotsTest {
    private final List<AssistedRequest.Create> calls = new ArrayList<>();
    private final RecordedEffects effects = new RecordedEffects();
    private ComputeHost host;
    private AssistedSnapshots side;

    @BeforeEach
    void start(@TempDir Path state) {
        host = new ComputeHost(state, 4);
        side = host.start(effects, ComputeHost.settings());
        host.callFor(calls::add);
    }

    @AfterEach
    void stop() {
        host.stop();
    }

    private Group ask(QuiescePolicy policy, VolumeId... volumes) {
        return host.ask(
                side, new Group.GroupRequest(ComputeHost.GUEST, List.of(volumes), "n", "d", Map.of("k", "v"), policy));
    }

    private long switches() {
        return effects.effects().stream()
                .filter(effect -> effect.startsWith("switch guest"))
                .count();
    }

    private long freezes() {
        return effects.effects().stream()
                .filter(effect -> effect.startsWith("freeze"))
                .count();
    }

    @Test
    void allDisksAreSwitchedByOneCallInOneFrozenWindow() {
        Group group = ask(QuiescePolicy.REQUIRE);
        assertThat(group.snapshots()).containsOnlyKeys(host.disks.keySet());
        for (AssistedRequest.Create call : calls) {
            assertThat(switches()).isZero();
            side.submit(call);
            host.work();
        }

        assertThat(switches()).isEqualTo(1);
        assertThat(freezes()).isEqualTo(1);
        assertThat(host.groups(side).look(group).status()).isEqualTo("available");
        Group taken = side.group(group.id()).orElseThrow();
        assertThat(taken.status()).isEqualTo(Group.Status.TAKEN);
        assertThat(taken.reached().orElseThrow().level()).isEqualTo(ConsistencyLevel.FILESYSTEM);
        calls.forEach(call -> assertThat(host.chain(call.volume()).active()).isEqualTo(call.overlay()));
        assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).isFalse();
    }

    @Test
    void aMemberThatDoesNotComeFailsAllOfThem() {
        Group group = ask(QuiescePolicy.PREFER);
        for (AssistedRequest.Create call : calls.subList(0, 3)) {
            side.submit(call);
        }
        host.letTimePass();

        assertThat(switches()).isZero();
        assertThat(side.group(group.id()).orElseThrow().note())
                .contains(calls.get(3).volume().value());
        assertThat(calls.subList(0, 3))
                .allSatisfy(call -> assertThat(host.status(call.snapshot())).contains(SnapshotStatus.ERROR));
        assertThatThrownBy(() -> side.submit(calls.get(3)))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GROUP_FAILED));
        assertThat(host.groups(side).look(group).status()).isEqualTo("error");
    }

    @Test
    void aMemberWhoseCallIsRefusedFailsAllOfThemAtOnce() {
        Group group = ask(QuiescePolicy.PREFER);
        calls.subList(0, 2).forEach(side::submit);
        AssistedRequest.Create refused = calls.get(2);
        AssistedRequest.Create wrong = new AssistedRequest.Create(
                refused.volume(), refused.snapshot(), calls.get(3).overlay());
        assertThatThrownBy(() -> side.submit(wrong)).isInstanceOf(SnapshotException.class);
        host.work();

        assertThat(side.group(group.id()).orElseThrow().note())
                .contains(refused.volume().value(), "was refused");
        assertThat(calls.subList(0, 2))
                .allSatisfy(call -> assertThat(host.status(call.snapshot())).contains(SnapshotStatus.ERROR));
        assertThatThrownBy(() -> side.submit(calls.get(3)))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GROUP_FAILED));
        assertThat(switches()).isZero();
    }

    @Test
    void aVolumeServiceThatRefusesOneFailsAllOfThem() {
        host.catalog.failNext(new SnapshotException(ErrorCode.CATALOG_REFUSED, "quota"));

        assertThatThrownBy(() -> ask(QuiescePolicy.PREFER))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_REFUSED));
        for (AssistedRequest.Create call : calls) {
            assertThatThrownBy(() -> side.submit(call)).isInstanceOf(SnapshotException.class);
        }
        assertThat(switches()).isZero();
    }

    @Test
    void aGuestThatCannotStandStillFailsAllOfThemIfItHasTo() {
        host.hypervisor.setAgent(ComputeHost.GUEST, AgentMood.FAILS_HALFWAY);
        Group group = ask(QuiescePolicy.REQUIRE);
        calls.forEach(side::submit);
        host.work();

        assertThat(host.groups(side).look(group).status()).isEqualTo("error");
        calls.forEach(call ->
                assertThat(host.chain(call.volume()).contains(call.overlay())).isFalse());
        assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).isFalse();
    }

    @Test
    void somebodyElsesSnapshotOfAMemberIsTakenByItself() {
        VolumeId volume = host.volume();
        Group group = ask(QuiescePolicy.PREFER);
        host.callFor(unheard -> {});
        AssistedRequest.Create mine = calls.stream()
                .filter(call -> call.volume().equals(volume))
                .findFirst()
                .orElseThrow();
        AssistedRequest.Create other = host.newSnapshot(volume);
        side.submit(other);
        host.work();

        assertThat(host.status(other.snapshot())).contains(SnapshotStatus.AVAILABLE);
        assertThat(host.status(mine.snapshot())).contains(SnapshotStatus.CREATING);
        assertThat(host.groups(side).look(group).status()).isEqualTo("creating");
    }

    @Test
    void oneOfWhichNotAllHadComeFailsWithARestart() {
        Group group = ask(QuiescePolicy.PREFER);
        calls.subList(0, 3).forEach(side::submit);
        side = host.start(effects, ComputeHost.settings());
        host.work();

        assertThat(host.groups(side).look(group).status()).isEqualTo("error");
        assertThat(switches()).isZero();
    }

    @Test
    void oneOfWhichAllHadComeIsTakenAfterARestart() {
        Group group = ask(QuiescePolicy.PREFER);
        calls.forEach(side::submit);
        side = host.start(effects, ComputeHost.settings());
        host.work();

        assertThat(host.groups(side).look(group).status()).isEqualTo("available");
        assertThat(switches()).isEqualTo(1);
    }

    @Test
    void aGroupIsDeletedSnapshotBySnapshot() {
        Group group = ask(QuiescePolicy.PREFER);
        calls.forEach(side::submit);
        host.work();
        host.start(Effects.DIRECT, ComputeHost.settings());

        group = side.group(group.id()).orElseThrow();
        host.groups(side).delete(group);

        assertThat(host.groups(side).look(group).status()).isEqualTo("deleting");
    }
}
