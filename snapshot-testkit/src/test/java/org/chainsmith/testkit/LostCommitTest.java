package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.guest.AttachedBackend;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.request.LiveUseCases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A commit of which the header above it tells and whose data never reached the base: QEMU ends a job like that when the
 * storage failed under it, and what it has in memory goes with it. Once the merged layer was removed on the header's word.
 */
final class LostCommitTest {
    private final List<SnapshotId> snapshots = new ArrayList<>();

    private static final class DyingAtTheJob implements Effects {
        private boolean dead;

        @Override
        public <T> T perform(String effect, Supplier<T> act) {
            dead |= effect.startsWith("begin COMMIT");
            if (dead) {
                throw new Killed(effect);
            }
            return act.get();
        }
    }

    private static LiveUseCases useCases(MemoryLiveWorld world, Effects effects) {
        return new LiveUseCases(world.open(effects), world.guest(), world.attached());
    }

    private static VolumeContent content(MemoryLiveWorld world, VolumeId volume) {
        return VolumeContent.of(useCases(world, Effects.DIRECT).read(volume), image -> world.digest(volume, image));
    }

    private void fill(MemoryLiveWorld world, VolumeId volume) {
        Attachment at = world.attached().get(volume);
        for (int i = 0; i < 3; i++) {
            world.hypervisor.write(at, i, 10 + i);
            world.hypervisor.write(at, 4, 20 + i);
            SnapshotId id = SnapshotId.random();
            useCases(world, Effects.DIRECT).create(Map.of(volume, id), QuiescePolicy.NEVER);
            snapshots.add(id);
        }
        world.hypervisor.write(at, 3, 30);
    }

    @ParameterizedTest
    @EnumSource
    void headerAloneProvesNoCommitOnceTheGuestIsOff(ImageFormat format) {
        MemoryLiveWorld world = new MemoryLiveWorld(MemoryLiveWorld.ALL, format);
        VolumeId volume = world.volumes().get(0);
        fill(world, volume);
        VolumeContent before = content(world, volume);
        List<Image> chain = useCases(world, Effects.DIRECT).read(volume).chain().images();
        Set<SnapshotId> middle = Set.of(snapshots.get(1));
        assertThatThrownBy(() -> useCases(world, new DyingAtTheJob()).delete(volume, middle))
                .isInstanceOf(Killed.class);
        world.open(Effects.DIRECT)
                .live()
                .list(world.attached().get(volume), BackingChain.of(chain.get(0), chain.get(1), chain.get(3)));
        world.kill();
        world.store.pointTo(chain.get(3).name(), chain.get(1).name());
        useCases(world, Effects.DIRECT).recoverAll();
        assertThat(content(world, volume)).isEqualTo(before.without(middle));
        assertThat(world.names()).hasSize(5);
    }

    /** The job has left the header, and the guest dies before anybody looks at it again. */
    @ParameterizedTest
    @EnumSource
    void headerAloneProvesNoCommitWhenTheGuestDiesRightAfterIt(ImageFormat format) {
        MemoryLiveWorld world = new MemoryLiveWorld(MemoryLiveWorld.ALL, format);
        VolumeId volume = world.volumes().get(0);
        fill(world, volume);
        VolumeContent before = content(world, volume);
        List<Image> chain = useCases(world, Effects.DIRECT).read(volume).chain().images();
        Set<SnapshotId> middle = Set.of(snapshots.get(1));
        LiveDisks dying = new ForwardingLiveDisks(world.open(Effects.DIRECT).live()) {
            @Override
            public long commit(Attachment at, BackingChain part, ChainRange range, ProgressListener listener) {
                list(at, BackingChain.of(chain.get(0), chain.get(1), chain.get(3)));
                world.kill();
                world.store.pointTo(chain.get(3).name(), chain.get(1).name());
                return 0;
            }
        };
        new LiveUseCases(
                        new AttachedBackend(
                                new MemoryBackend(world.store, Effects.DIRECT, MemoryWorld.ALL),
                                dying,
                                world.open(Effects.DIRECT).agent(),
                                known -> Optional.ofNullable(world.attached().get(known))),
                        world.guest(),
                        world.attached())
                .delete(volume, middle);
        assertThat(content(world, volume)).isEqualTo(before.without(middle));
        assertThat(world.names()).hasSize(5);
    }
}
