package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.chainsmith.core.assist.AssistedOperation;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The volume service gives up a snapshot although the guest was switched: its record names the image below. */
final class AftercareTest {
    private ComputeHost host;
    private VolumeId volume;

    @BeforeEach
    void open(@TempDir Path state) {
        host = new ComputeHost(state, 1);
        volume = host.volume();
    }

    @AfterEach
    void stop() {
        host.stop();
    }

    /** Lets something happen right after the guest was switched. */
    private static Effects afterTheSwitch(Runnable act) {
        return new Effects() {
            @Override
            public <T> T perform(String effect, Supplier<T> performed) {
                T result = performed.get();
                if (effect.startsWith("switch guest")) {
                    act.run();
                }
                return result;
            }
        };
    }

    private AssistedSnapshots startAndGiveUp(AssistedRequest.Create create, SnapshotStatus status) {
        AssistedSnapshots side = host.start(
                afterTheSwitch(() -> {
                    host.catalog.resetStatus(create.snapshot(), status);
                    host.write(volume);
                }),
                ComputeHost.settings());
        side.submit(create);
        return side;
    }

    private void settle() {
        for (int i = 0; i < 3; i++) {
            host.work();
            host.letTimePass();
        }
        assertThat(host.hasSomethingToDo()).isFalse();
    }

    private static AssistedOperation last(AssistedSnapshots side) {
        List<AssistedOperation> all = side.operations();
        return all.get(all.size() - 1);
    }

    @Test
    void theGuestIsSwitchedBackAndKeepsWhatItWrote() {
        AssistedRequest.Create create = host.newSnapshot(volume);
        List<ImageName> before = host.chain(volume).images();
        AssistedSnapshots side = startAndGiveUp(create, SnapshotStatus.ERROR);
        host.work();
        List<Long> content = host.content(volume);
        assertThat(host.chain(volume).active()).isEqualTo(create.overlay());
        settle();

        assertThat(host.chain(volume).images()).isEqualTo(before);
        assertThat(host.content(volume)).isEqualTo(content);
        assertThat(host.status(create.snapshot())).contains(SnapshotStatus.ERROR);
        assertThat(last(side).entry().acknowledgement()).contains(Acknowledgement.TOO_LATE);
        assertThat(last(side).trouble().orElseThrow()).contains("writes to the image below again");
        assertThat(side.behind()).isZero();
        assertThat(host.status(host.taken(host.start(), volume))).contains(SnapshotStatus.AVAILABLE);
    }

    @Test
    void aGuestThatIsOffIsSwitchedBackToo() {
        AssistedRequest.Create create = host.newSnapshot(volume);
        List<ImageName> before = host.chain(volume).images();
        startAndGiveUp(create, SnapshotStatus.ERROR);
        host.work();
        List<Long> content = host.content(volume);
        host.hypervisor.stop(ComputeHost.GUEST);
        settle();
        host.hypervisor.start(ComputeHost.GUEST);

        assertThat(host.chain(volume).images()).isEqualTo(before);
        assertThat(host.content(volume)).isEqualTo(content);
    }

    /** Cinder writes its record some time after it has heard, and may die meanwhile. */
    @Test
    void aServiceThatHeardAndForgotIsSeenAfterARestart() {
        AssistedSnapshots side = host.start();
        AssistedRequest.Create create = host.newSnapshot(volume);
        List<ImageName> before = host.chain(volume).images();
        side.submit(create);
        host.work();
        assertThat(host.status(create.snapshot())).contains(SnapshotStatus.AVAILABLE);
        host.catalog.resetStatus(create.snapshot(), SnapshotStatus.ERROR);
        host.start();
        settle();

        assertThat(host.chain(volume).images()).isEqualTo(before);
    }

    @Test
    void whatIsOnRecordStays() {
        AssistedRequest.Create create = host.newSnapshot(volume);
        TreeMap<SnapshotId, ImageName> overlays = new TreeMap<>();
        overlays.put(create.snapshot(), create.overlay());
        SnapshotLedger ledger =
                new MemoryBackend(host.store).ledgers().find(volume).orElseThrow();
        AssistedSnapshots side = host.start();
        side.submit(create);
        host.work();
        new MemoryBackend(host.store)
                .ledgers()
                .save(new SnapshotLedger(volume, create.overlay(), overlays, ledger.formats()));
        host.catalog.resetStatus(create.snapshot(), SnapshotStatus.ERROR);
        host.start();
        settle();

        assertThat(host.chain(volume).active()).isEqualTo(create.overlay());
    }

    @Test
    void aRecordThatFitsNothingIsToldAndNothingIsTouched() {
        AssistedRequest.Create create = host.newSnapshot(volume);
        AssistedSnapshots side = startAndGiveUp(create, SnapshotStatus.ERROR);
        host.work();
        ImageName strange = new MemoryBackend(host.store).names().overlay(volume, SnapshotId.random());
        new MemoryBackend(host.store)
                .ledgers()
                .save(new SnapshotLedger(volume, strange, new TreeMap<>(), Map.of(strange, ImageFormat.QCOW2)));
        settle();

        assertThat(host.chain(volume).active()).isEqualTo(create.overlay());
        assertThat(last(side).trouble().orElseThrow()).startsWith("ledger-unlike-chain");
        assertThat(side.behind()).isEqualTo(1);
    }

    @Test
    void aMergeThatNobodyWaitsForAnyMoreIsTold() {
        AssistedSnapshots side = host.start();
        SnapshotId snapshot = host.taken(side, volume);
        AssistedRequest.Delete delete = host.deletion(volume, snapshot);
        side = host.start(
                new Effects() {
                    @Override
                    public <T> T perform(String effect, Supplier<T> act) {
                        if (effect.startsWith("begin ")) {
                            host.catalog.resetStatus(snapshot, SnapshotStatus.ERROR_DELETING);
                        }
                        return act.get();
                    }
                },
                ComputeHost.settings());
        side.submit(delete);
        settle();

        assertThat(host.chain(volume).images()).hasSize(1);
        assertThat(last(side).entry().acknowledgement()).contains(Acknowledgement.TOO_LATE);
        assertThat(last(side).trouble().orElseThrow()).contains("its record names what is merged");
        assertThat(side.behind()).isEqualTo(1);
    }

    /** Counterexample: killed when Cinder had heard of the end of a merge, and before that was written down. */
    @Test
    void aMergeThatWasHeardBeforeADeathIsNotTold() {
        SnapshotId snapshot = host.taken(host.start(), volume);
        AssistedRequest.Delete delete = host.deletion(volume, snapshot);
        AssistedSnapshots side = host.start(
                new Effects() {
                    @Override
                    public <T> T perform(String effect, Supplier<T> act) {
                        if (effect.startsWith("append to ")
                                && host.status(snapshot).isEmpty()) {
                            throw new Killed(effect);
                        }
                        return act.get();
                    }
                },
                ComputeHost.settings());
        side.submit(delete);
        assertThatThrownBy(host::work).isInstanceOf(Killed.class);
        side = host.start();
        settle();

        assertThat(host.chain(volume).images()).hasSize(1);
        assertThat(last(side).entry().acknowledgement()).contains(Acknowledgement.TOO_LATE);
        assertThat(last(side).trouble()).isEmpty();
        assertThat(side.behind()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void everyDeathOnTheWayBackIsSurvived(When when) {
        int effect = 0;
        boolean struck = true;
        while (struck) {
            AssistedSnapshots side = host.start();
            AssistedRequest.Create create = host.newSnapshot(volume);
            List<ImageName> before = host.chain(volume).images();
            side.submit(create);
            host.work();
            host.write(volume);
            List<Long> content = host.content(volume);
            host.catalog.resetStatus(create.snapshot(), SnapshotStatus.ERROR);

            KillAtEffect fault = KillAtEffect.kill(when, effect);
            try {
                host.start(fault, ComputeHost.settings());
                settle();
            } catch (Killed e) {
                assertThat(fault.isDead()).isTrue();
            }
            struck = fault.isDead();
            if (struck) {
                host.start();
                settle();
            }

            assertThat(host.chain(volume).images()).as(when + " " + effect).isEqualTo(before);
            assertThat(host.content(volume)).as(when + " " + effect).isEqualTo(content);
            effect++;
        }
        assertThat(effect).isGreaterThan(5);
        assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).isFalse();
    }
}
