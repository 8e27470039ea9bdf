package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.request.UseCases;

/** What all groups of rules share. */
interface Rules {
    World world();

    /** A living backend without faults. */
    SnapshotBackend backend();

    default OfflineImages images() {
        return backend().images();
    }

    default UseCases useCases() {
        return new UseCases(backend());
    }

    /** The backend as it is after a restart of everything. */
    default SnapshotBackend reopened() {
        return world().open(Effects.DIRECT);
    }

    default Volume volume(int snapshots) {
        return Layers.volume(world(), ImageFormat.QCOW2, snapshots);
    }

    default Image overlay(VolumeId volume, VirtualSize size) {
        return Image.empty(backend().names().overlay(volume, SnapshotId.random()), ImageFormat.QCOW2, size);
    }

    /** What every image of the chain reads. */
    default Map<ImageName, String> digests(Volume volume) {
        Map<ImageName, String> digests = new LinkedHashMap<>();
        volume.chain().images().forEach(image -> digests.put(image.name(), digest(volume, image.name())));
        return digests;
    }

    default String digest(Volume volume, ImageName image) {
        return world().digest(volume.id(), image);
    }

    default VolumeContent content(VolumeId volume) {
        return VolumeContent.of(useCases().read(volume), image -> world().digest(volume, image));
    }

    /** Checks that the call is refused with one of these codes, and that no name came or went. */
    default void assertRefused(ThrowingCallable call, ErrorCode... codes) {
        List<String> before = world().names();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isIn((Object[]) codes));
        assertThat(world().names()).isEqualTo(before);
    }

    /** Kills the act at each of its effects in turn, on a fresh volume each time; then looks. */
    default void killAtEachEffect(Act act, Consumer<Volume> look) {
        boolean died = true;
        for (int effect = 0; died; effect++) {
            Volume volume = volume(3);
            KillAtEffect effects = KillAtEffect.kill(When.BEFORE, effect);
            try {
                act.on(world().open(effects), volume);
            } catch (Killed expected) {
                assertThat(effects.isDead()).isTrue();
            }
            died = effects.isDead();
            look.accept(volume);
        }
    }

    /** Something that is done to a volume, through a backend. */
    interface Act {
        void on(SnapshotBackend backend, Volume volume);
    }
}
