package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.AttachedBackend;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.DictatedMerge;
import org.chainsmith.core.guest.MergeAssisted;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest that wrote a header into its raw disk wins nothing when the owner of the volume asks for a merge. */
final class AssistedFormatsTest {
    /** With which formats chains are read. */
    private record Watched(ImageInspector watched, List<SnapshotLedger> asked) implements ImageInspector {
        @Override
        public BackingChain chain(SnapshotLedger ledger) {
            asked.add(ledger);
            return watched.chain(new SnapshotLedger(
                    ledger.volume(), ledger.active(), ledger.overlays(), Map.of(ledger.active(), ImageFormat.RAW)));
        }

        @Override
        public int maxChain() {
            return watched.maxChain();
        }

        @Override
        public Optional<Facts> find(VolumeId volume, ImageName image, ImageFormat format) {
            return watched.find(volume, image, format);
        }

        @Override
        public AllocationMap map(VolumeId volume, Image image) {
            return watched.map(volume, image);
        }
    }

    private record Forgetful(SnapshotLedgers kept) implements SnapshotLedgers {
        @Override
        public List<VolumeId> volumes() {
            return kept.volumes();
        }

        @Override
        public Optional<SnapshotLedger> find(VolumeId volume) {
            return kept.find(volume)
                    .map(ledger -> new SnapshotLedger(volume, ledger.active(), ledger.overlays(), new TreeMap<>()));
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFirstImageIsReadWithItsRecordedFormatOrWithNone(boolean recorded) {
        MemoryLiveWorld world = new MemoryLiveWorld(MemoryLiveWorld.ALL, ImageFormat.RAW);
        VolumeId volume = world.volumes().get(0);
        List<SnapshotLedger> asked = new ArrayList<>();
        MemoryBackend right = new MemoryBackend(world.store, Effects.DIRECT, MemoryWorld.ALL);
        ForwardingBackend watched = ForwardingBackend.of(right).with(new Watched(right.inspector(), asked));
        SnapshotBackend store = recorded ? watched : watched.with(new Forgetful(right.ledgers()));
        AttachedBackend backend = new AttachedBackend(
                store,
                world.hypervisor.connect(Effects.DIRECT, MemoryLiveWorld.ALL),
                world.hypervisor.agent(Effects.DIRECT),
                id -> Optional.ofNullable(world.attached().get(id)));
        var disk = new AttachedVolume(volume, world.attached().get(volume), backend);

        assertThatThrownBy(() -> new MergeAssisted(backend.live(), Duration.ZERO)
                        .check(new MergeAssisted.Request(
                                disk, SnapshotId.random(), new DictatedMerge.PullOnto(Optional.empty()))))
                .isInstanceOf(SnapshotException.class);

        ImageName base = backend.names().base(volume);
        assertThat(asked).isNotEmpty().allSatisfy(ledger -> {
            assertThat(ledger.active()).isEqualTo(base);
            assertThat(ledger.formats().get(base)).isEqualTo(recorded ? ImageFormat.RAW : null);
        });
    }
}
