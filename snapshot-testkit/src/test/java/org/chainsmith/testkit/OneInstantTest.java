package org.chainsmith.testkit;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.guest.AttachedBackend;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.request.LiveUseCases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Snapshots that are taken together are of one instant or are not there, wherever their taker dies: also of disks of
 * which nothing is on record before, so that the plan does not begin with the overlay.
 */
final class OneInstantTest {
    private static final class UnkeptWorld extends MemoryLiveWorld {
        private int switches;

        UnkeptWorld() {
            super(ALL, ImageFormat.RAW);
        }

        @Override
        public SnapshotBackend open(Effects effects) {
            Effects counting = new Effects() {
                @Override
                public <T> T perform(String effect, Supplier<T> act) {
                    return effects.perform(effect, () -> {
                        T result = act.get();
                        switches += effect.startsWith("switch guest") ? 1 : 0;
                        return result;
                    });
                }
            };
            return new AttachedBackend(
                    ForwardingBackend.of(new MemoryBackend(store, counting, MemoryWorld.ALL))
                            .with(new Unkept(new MemoryBackend(store, counting, MemoryWorld.ALL).ledgers())),
                    hypervisor.connect(counting, ALL),
                    hypervisor.agent(counting),
                    volume -> Optional.ofNullable(attached().get(volume)));
        }
    }

    private record Unkept(SnapshotLedgers kept) implements SnapshotLedgers {
        @Override
        public List<VolumeId> volumes() {
            return kept.volumes();
        }

        @Override
        public Optional<SnapshotLedger> find(VolumeId volume) {
            return kept.find(volume);
        }

        @Override
        public boolean isKept(VolumeId volume) {
            return false;
        }

        @Override
        public void save(SnapshotLedger ledger) {
            kept.save(ledger);
        }

        @Override
        public void forget(VolumeId volume) {
            kept.forget(volume);
        }
    }

    private static boolean diesAt(When when, int effect) {
        UnkeptWorld world = new UnkeptWorld();
        Map<VolumeId, SnapshotId> snapshots =
                world.volumes().stream().collect(toMap(volume -> volume, volume -> SnapshotId.random()));
        KillAtEffect effects = KillAtEffect.kill(when, effect);
        try {
            useCases(world, effects).create(snapshots, QuiescePolicy.NEVER);
        } catch (Killed expected) {
            assertThat(effects.isDead()).isTrue();
        }
        LiveUseCases after = useCases(world, Effects.DIRECT);
        after.recoverAll();
        assertThat(world.volumes().stream()
                        .map(volume -> after.read(volume).chain().size())
                        .collect(toSet()))
                .as("lengths of the chains, killed %s effect %d", when, effect)
                .hasSize(1);
        after.create(snapshots, QuiescePolicy.NEVER);
        assertThat(world.switches)
                .as("calls that took snapshots, killed %s effect %d", when, effect)
                .isEqualTo(1);
        return effects.isDead();
    }

    private static LiveUseCases useCases(UnkeptWorld world, Effects effects) {
        return new LiveUseCases(world.open(effects), world.guest(), world.attached());
    }

    @ParameterizedTest
    @EnumSource(When.class)
    void ofDisksWithoutARecord(When when) {
        int effects = 0;
        while (diesAt(when, effects)) {
            effects++;
        }
        assertThat(effects).isGreaterThan(20);
    }
}
