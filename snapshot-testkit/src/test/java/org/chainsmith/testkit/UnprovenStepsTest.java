package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.ForwardingImages;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.UseCases;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call that returns without having done its work is not believed, and nothing is removed on its word. */
final class UnprovenStepsTest {
    private final VolumeId volume = VolumeId.random();
    private final SnapshotId older = SnapshotId.random();
    private final SnapshotId newer = SnapshotId.random();
    private MemoryWorld world = new MemoryWorld(MemoryWorld.ALL);

    private void fill(Set<Feature> features) {
        world = new MemoryWorld(features);
        UseCases useCases = right();
        useCases.createVolume(volume, ImageFormat.QCOW2, MemoryStore.size(4));
        world.write(volume, 0, 1);
        useCases.createSnapshot(volume, older);
        world.write(volume, MemoryStore.CLUSTER, 2);
        useCases.createSnapshot(volume, newer);
        world.write(volume, 0, 3);
    }

    @BeforeEach
    void fill() {
        fill(MemoryWorld.ALL);
    }

    private UseCases right() {
        return new UseCases(world.open(Effects.DIRECT));
    }

    private UseCases lying(UnaryOperator<OfflineImages> lie) {
        SnapshotBackend backend = world.open(Effects.DIRECT);
        return new UseCases(ForwardingBackend.of(backend).with(lie.apply(backend.images())));
    }

    private VolumeContent content() {
        return VolumeContent.of(right().read(volume), image -> world.digest(volume, image));
    }

    /** The deletion stays unfinished, removes nothing, and is finished by recovery on a backend that does not lie. */
    private void assertDeletionIsNotBelieved(UnaryOperator<OfflineImages> lie) {
        VolumeContent before = content();
        List<String> names = world.names();
        assertThatThrownBy(() -> lying(lie).deleteSnapshots(volume, Set.of(older), Set.of()))
                .isInstanceOfSatisfying(
                        SnapshotException.class,
                        e -> assertThat(e.code()).isIn(ErrorCode.OPERATION_UNFINISHED, ErrorCode.NOT_PROVEN));
        assertThat(world.names()).isEqualTo(names);
        right().recover(volume);
        right().deleteSnapshots(volume, Set.of(older), Set.of());
        assertThat(content()).isEqualTo(before.without(Set.of(older)));
    }

    @Test
    void aCommitThatCopiesNothingIsNotBelieved() {
        assertDeletionIsNotBelieved(right -> new ForwardingImages(right) {
            @Override
            public long commit(VolumeId id, BackingChain chain, Image base, Image top, ProgressListener listener) {
                return 0;
            }
        });
    }

    @Test
    void aRepointThatPointsNowhereElseIsNotBelieved() {
        assertDeletionIsNotBelieved(right -> new ForwardingImages(right) {
            @Override
            public void repoint(VolumeId id, Image overlay, Image backing) {}
        });
    }

    @Test
    void aPullThatLeavesTheHeaderIsNotBelieved() {
        fill(MemoryWorld.PULL_ONLY);
        assertDeletionIsNotBelieved(right -> new ForwardingImages(right) {
            @Override
            public long pull(
                    VolumeId id, BackingChain chain, Image top, Optional<Image> backing, ProgressListener listener) {
                return 0;
            }
        });
    }

    @Test
    void anOverlayThatIsNotThereIsNotBelieved() {
        VolumeContent before = content();
        UseCases lying = lying(right -> new ForwardingImages(right) {
            @Override
            public void createOverlay(VolumeId id, Image overlay, Image backing) {}
        });
        assertThatThrownBy(() -> lying.createSnapshot(volume, SnapshotId.random()))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_PROVEN));
        assertThat(content()).isEqualTo(before);
    }
}
