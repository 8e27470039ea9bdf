package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.chainsmith.testkit.request.LiveUseCases;

/** The volumes of a world, and what has to be true of them after a request met trouble. */
final class VolumesUnderTest {
    private static final int SNAPSHOTS = 3;

    private final LibvirtWorld world;
    private int writes;

    VolumesUnderTest(LibvirtWorld world) {
        this.world = world;
        world.volumes().forEach(this::write);
    }

    LibvirtWorld world() {
        return world;
    }

    VolumeId first() {
        return world.volumes().get(0);
    }

    private LiveUseCases useCases(SnapshotBackend backend) {
        return new LiveUseCases(backend, world.guest(), world.attached());
    }

    private LiveUseCases useCases() {
        return useCases(world.open(Effects.DIRECT));
    }

    /**
     * Writes what was never written before, partly over what is there. Of three layers that are written once each, every
     * merge of two has something to copy.
     */
    void write(VolumeId volume) {
        writes++;
        world.write(volume, 0, 1 + writes % 250);
        world.write(volume, (1L + writes % 3) * World.CHUNK, 1 + (writes + 100) % 250);
    }

    /** The ids of a volume's snapshots, oldest first. */
    List<SnapshotId> snapshots(VolumeId volume) {
        return useCases().read(volume).snapshots().stream().map(PointInTime::id).toList();
    }

    /** The first volume gets as many new ones as it lacks; all lose the newest that are too many. */
    void ensureThreeSnapshots() {
        for (VolumeId volume : world.volumes()) {
            List<SnapshotId> there = snapshots(volume);
            if (there.size() > SNAPSHOTS) {
                useCases().delete(volume, Set.copyOf(there.subList(SNAPSHOTS, there.size())));
            }
        }
        for (int i = snapshots(first()).size(); i < SNAPSHOTS; i++) {
            useCases().create(Map.of(first(), SnapshotId.random()), QuiescePolicy.NEVER);
            write(first());
        }
    }

    Map<VolumeId, VolumeContent> contents() {
        LiveUseCases useCases = useCases();
        Map<VolumeId, VolumeContent> contents = new TreeMap<>();
        world.volumes()
                .forEach(volume -> contents.put(
                        volume, VolumeContent.of(useCases.read(volume), image -> world.digest(volume, image))));
        return contents;
    }

    void send(LiveRequest request, Effects effects) {
        request.send(world.open(effects), world.guest(), world.attached());
    }

    void send(LiveRequest request) {
        send(request, Effects.DIRECT);
    }

    void recover() {
        useCases().recoverAll();
    }

    /** Recovers; then everything is as before the request or as after it, and the request can be repeated. */
    void assertSettled(LiveRequest request, Map<VolumeId, VolumeContent> before, String story) {
        Map<VolumeId, VolumeContent> after = request.done(before);
        assertThat(after).as("the request").isNotEqualTo(before);
        recover();
        assertNothingOpen(story);
        assertThat(contents()).as(story).isIn(before, after);
        send(request);
        assertThat(contents()).as(story + ", then repeated").isEqualTo(after);
        assertNothingOpen(story + ", then repeated");
        RecordedEffects effects = new RecordedEffects();
        send(request, effects);
        assertThat(effects.effects()).as("effects of the third request").isEmpty();
    }

    /** No operation is open, no image is left over, the guest runs what is on record and is not frozen. */
    void assertNothingOpen(String story) {
        SnapshotBackend backend = world.open(Effects.DIRECT);
        List<String> expected = new ArrayList<>();
        world.attached().forEach((volume, at) -> {
            assertThat(backend.log().open(volume)).as(story).isEmpty();
            List<Image> images = useCases(backend).read(volume).chain().images();
            images.forEach(image -> expected.add(image.name().value()));
            if (world.isActive()) {
                assertThat(backend.live().open(at).orElseThrow().images())
                        .as(story)
                        .isEqualTo(images.stream().map(Image::name).toList());
            }
        });
        assertThat(world.names()).as(story).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(world.isFrozen()).as(story + ": the guest is frozen").isFalse();
    }
}
