package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.Patience;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DictatedMerge;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.AgentMood;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of a volume service, on a hypervisor and a catalog in memory. */
final class AssistedSnapshotsTest {
    private ComputeHost host;
    private AssistedSnapshots side;
    private VolumeId volume;

    @BeforeEach
    void start(@TempDir Path state) {
        host = new ComputeHost(state, 2);
        side = host.start();
        volume = host.volume();
    }

    @AfterEach
    void stop() {
        host.stop();
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SnapshotException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    private AssistedSnapshots.Settings withoutPatience() {
        AssistedSnapshots.Settings usual = ComputeHost.settings();
        Patience none = new Patience(Duration.ZERO, Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));
        return new AssistedSnapshots.Settings(
                usual.lockWait(), usual.policy(), usual.freezeDeadline(), usual.rendezvous(), none);
    }

    @Test
    void aSnapshotIsAcceptedBeforeItIsTaken() {
        AssistedRequest.Create create = host.newSnapshot(volume);

        side.submit(create);
        boolean before = host.chain(volume).contains(create.overlay());
        host.work();

        assertThat(before).isFalse();
        assertThat(host.chain(volume).active()).isEqualTo(create.overlay());
        assertThat(host.status(create.snapshot())).contains(SnapshotStatus.AVAILABLE);
        assertThat(host.catalog.reports())
                .extracting(SnapshotOutcome::kind)
                .containsExactly(SnapshotOutcome.Kind.CREATED);
        assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).isFalse();
    }

    @Test
    void everySnapshotOfAChainCanBeDeletedInAnyOrder() {
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 1, 0), List.of(1, 0, 2), List.of(1, 2, 0))) {
            List<SnapshotId> there =
                    List.of(host.taken(side, volume), host.taken(side, volume), host.taken(side, volume));
            List<Long> content = host.content(volume);
            for (int index : order) {
                side.submit(host.deletion(volume, there.get(index)));
                host.work();
                assertThat(host.status(there.get(index)))
                        .as("%s of %s", index, order)
                        .isEmpty();
                assertThat(host.content(volume)).isEqualTo(content);
            }
            assertThat(host.chain(volume).images()).hasSize(1);
        }
    }

    @Test
    void aRequestThatIsRepeatedWhileItRunsJoinsIt() {
        AssistedRequest.Create create = host.newSnapshot(volume);

        OperationId first = side.submit(create);
        OperationId second = side.submit(create);
        host.work();

        assertThat(second).isEqualTo(first);
        assertThat(host.catalog.reports()).hasSize(1);
    }

    @Test
    void aRequestThatIsRepeatedAfterItsEndIsDoneAndReportedAgain() {
        AssistedRequest.Create create = host.newSnapshot(volume);
        side.submit(create);
        host.work();

        side.submit(create);
        host.work();

        assertThat(host.chain(volume).images()).hasSize(2);
        assertThat(host.catalog.reports())
                .extracting(SnapshotOutcome::kind)
                .containsExactly(SnapshotOutcome.Kind.CREATED, SnapshotOutcome.Kind.CREATED);
    }

    @Test
    void aDeletionThatFailedCanBeRepeated() {
        SnapshotId snapshot = host.taken(side, volume);
        host.taken(side, volume);
        side = host.start(Effects.DIRECT, withoutPatience());
        host.hypervisor.duringNextJob(() -> host.hypervisor.failJob(host.at(volume)));

        side.submit(host.deletion(volume, snapshot));
        host.work();
        Optional<SnapshotStatus> failed = host.status(snapshot);
        host.catalog.resetStatus(snapshot, SnapshotStatus.AVAILABLE);
        side.submit(host.deletion(volume, snapshot));
        host.work();

        assertThat(failed).contains(SnapshotStatus.ERROR_DELETING);
        assertThat(host.status(snapshot)).isEmpty();
        assertThat(host.chain(volume).images()).hasSize(2);
    }

    @Test
    void aDeletionIsGoneOnWithUntilItSucceeds() {
        SnapshotId snapshot = host.taken(side, volume);
        host.taken(side, volume);
        host.hypervisor.duringNextJob(() -> host.hypervisor.failJob(host.at(volume)));

        side.submit(host.deletion(volume, snapshot));
        host.work();
        assertThat(host.catalog.reports()).hasSize(2);
        host.letTimePass();

        assertThat(host.status(snapshot)).isEmpty();
    }

    @Test
    void aReportIsRepeatedUntilItIsAcknowledged() {
        AssistedRequest.Create create = host.newSnapshot(volume);
        side.submit(create);
        host.catalog.failNext(new SnapshotException(ErrorCode.CATALOG_UNREACHABLE, "not there"));
        host.work(); // the look whether it is still wanted
        host.catalog.failNext(new SnapshotException(ErrorCode.CATALOG_UNREACHABLE, "not there"));
        host.letTimePass(); // the look is repeated, and then
        host.letTimePass();
        host.letTimePass();

        assertThat(host.status(create.snapshot())).contains(SnapshotStatus.AVAILABLE);
        assertThat(host.hasSomethingToDo()).isFalse();
    }

    @Test
    void aReportThatWasNotAcknowledgedIsMadeAfterARestart() {
        AssistedRequest.Create create = host.newSnapshot(volume);
        side.submit(create);
        host.catalog.failNext(new SnapshotException(ErrorCode.CATALOG_UNREACHABLE, "not there"));
        host.work();

        host.start();
        host.work();

        assertThat(host.status(create.snapshot())).contains(SnapshotStatus.AVAILABLE);
        assertThat(host.chain(volume).active()).isEqualTo(create.overlay());
    }

    @Test
    void aSnapshotThatNobodyWaitsForIsNotTaken() {
        AssistedRequest.Create create = host.newSnapshot(volume);
        side.submit(create);
        host.catalog.resetStatus(create.snapshot(), SnapshotStatus.ERROR);
        host.work();

        assertThat(host.chain(volume).contains(create.overlay())).isFalse();
        assertThat(host.catalog.reports())
                .extracting(SnapshotOutcome::kind)
                .containsExactly(SnapshotOutcome.Kind.CREATION_FAILED);
    }

    @Test
    void aSnapshotThatMayHaveBeenTakenIsNeverSaidToHaveFailed() {
        side = host.start(Effects.DIRECT, withoutPatience());
        AssistedRequest.Create create = host.newSnapshot(volume);
        host.hypervisor.setAgent(ComputeHost.GUEST, AgentMood.DIES_WHEN_FROZEN);
        side.submit(create);
        host.work();
        boolean saidBefore = !host.catalog.reports().isEmpty();
        host.hypervisor.setAgent(ComputeHost.GUEST, AgentMood.ANSWERS);
        host.letTimePass();

        assertThat(saidBefore).isFalse();
        assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).isFalse();
        assertThat(host.status(create.snapshot())).contains(SnapshotStatus.AVAILABLE);
    }

    @Test
    void whatDoesNotFitTheChainIsRefusedBeforeAnythingIsTouched() {
        AssistedRequest.Create stale = host.newSnapshot(volume);
        SnapshotId first = host.taken(side, volume);
        SnapshotId second = host.taken(side, volume);
        VolumeId other = List.copyOf(host.disks.keySet()).get(1);
        ImageName base = new ImageName("volume-" + volume);
        ImageName top = host.chain(volume).active();
        ImageName middle = host.chain(volume).images().get(1);
        List<ImageName> chain = host.chain(volume).images();
        int reports = host.catalog.reports().size();

        assertRefused(ErrorCode.LEDGER_UNLIKE_CHAIN, () -> side.submit(stale));
        assertRefused(
                ErrorCode.INVALID_ARGUMENT,
                () -> side.submit(new AssistedRequest.Create(volume, SnapshotId.random(), stale.overlay())));
        assertRefused(
                ErrorCode.INVALID_ARGUMENT,
                () -> side.submit(new AssistedRequest.Create(other, stale.snapshot(), stale.overlay())));
        assertRefused(
                ErrorCode.IMAGE_MISSING,
                () -> side.submit(new AssistedRequest.Create(
                        volume, other(), new ImageName("volume-" + volume + "." + other()))));
        for (DictatedMerge merge : List.of(
                new DictatedMerge.CommitInto(top, middle),
                new DictatedMerge.CommitInto(base, middle),
                new DictatedMerge.CommitInto(top, base),
                new DictatedMerge.CommitInto(stale.overlay(), base),
                new DictatedMerge.PullOnto(Optional.empty()),
                new DictatedMerge.PullOnto(Optional.of(top)),
                new DictatedMerge.PullOnto(Optional.of(middle)))) {
            assertRefused(
                    ErrorCode.REQUEST_UNLIKE_CHAIN,
                    () -> side.submit(new AssistedRequest.Delete(volume, second, merge)));
        }
        assertRefused(
                ErrorCode.DISK_NOT_FOUND,
                () -> side.submit(new AssistedRequest.Delete(
                        VolumeId.random(), first, new DictatedMerge.PullOnto(Optional.empty()))));

        assertThat(host.hasSomethingToDo()).isFalse();
        assertThat(host.chain(volume).images()).isEqualTo(chain);
        assertThat(host.catalog.reports()).hasSize(reports);
    }

    private static SnapshotId other() {
        return new SnapshotId("0f0f0f0f-0000-4000-8000-000000000000");
    }

    /** A service that did not get as far as its record, and computes the merge anew from a chain that is merged. */
    @Test
    void aMergeThatWasDoneIsNotTakenForAnother() {
        host.taken(side, volume);
        SnapshotId newest = host.taken(side, volume);
        side.submit(host.deletion(volume, newest));
        host.work();
        List<ImageName> chain = host.chain(volume).images();

        assertRefused(
                ErrorCode.REQUEST_UNLIKE_CHAIN,
                () -> side.submit(
                        new AssistedRequest.Delete(volume, newest, new DictatedMerge.PullOnto(Optional.empty()))));
        side.submit(new AssistedRequest.Delete(volume, newest, new DictatedMerge.PullOnto(Optional.of(chain.get(0)))));
        host.work();

        assertThat(host.chain(volume).images()).isEqualTo(chain);
    }

    @Test
    void aDeletionThatWaitsCanBeCancelled() {
        SnapshotId snapshot = host.taken(side, volume);
        AssistedRequest.Delete delete = host.deletion(volume, snapshot);
        List<ImageName> chain = host.chain(volume).images();
        side.cancel(side.submit(delete));
        host.work();

        assertThat(host.status(snapshot)).contains(SnapshotStatus.ERROR_DELETING);
        assertThat(host.chain(volume).images()).isEqualTo(chain);

        host.catalog.resetStatus(snapshot, SnapshotStatus.DELETING);
        side.submit(delete);
        host.work();
        assertThat(host.status(snapshot)).isEmpty();
    }

    @Test
    void onlyADeletionThatIsBeingWorkedOnCanBeCancelled() {
        AssistedRequest.Create create = host.newSnapshot(volume);
        OperationId id = side.submit(create);

        assertRefused(ErrorCode.NOT_SUPPORTED, () -> side.cancel(id));
        host.work();
        assertRefused(ErrorCode.OPERATION_NOT_FOUND, () -> side.cancel(id));
        assertThat(host.status(create.snapshot())).contains(SnapshotStatus.AVAILABLE);
    }

    @Test
    void aGuestThatIsOffIsServedToo() {
        host.taken(side, volume);
        host.hypervisor.stop(ComputeHost.GUEST);
        AssistedRequest.Create create =
                new AssistedRequest.Create(volume, SnapshotId.random(), new ImageName("unused"));
        assertRefused(ErrorCode.INVALID_ARGUMENT, () -> side.submit(create));
        host.hypervisor.start(ComputeHost.GUEST);
        SnapshotId newest = host.taken(side, volume);
        AssistedRequest.Delete delete = host.deletion(volume, newest);
        List<Long> content = host.content(volume);
        host.hypervisor.stop(ComputeHost.GUEST);

        side.submit(delete);
        host.work();
        host.hypervisor.start(ComputeHost.GUEST);

        assertThat(host.status(newest)).isEmpty();
        assertThat(host.chain(volume).images()).hasSize(2);
        assertThat(host.content(volume)).isEqualTo(content);
    }
}
