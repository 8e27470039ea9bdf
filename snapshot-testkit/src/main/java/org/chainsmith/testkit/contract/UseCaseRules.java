package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.request.Request;
import org.chainsmith.testkit.request.UseCases;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The use cases on this backend. */
interface UseCaseRules extends Rules {
    private static Set<SnapshotId> pick(Volume volume, int... indexes) {
        List<SnapshotId> ids = Layers.ids(volume);
        return IntStream.of(indexes).mapToObj(ids::get).collect(Collectors.toSet());
    }

    private void assertNamesAre(Volume volume) {
        assertThat(world().names()).containsExactlyInAnyOrderElementsOf(Layers.names(volume.chain()));
    }

    /** Sends the request; the volume then reads as it should, also when the request is repeated. */
    private void assertAnswered(Volume volume, Request request) {
        VolumeContent before = content(volume.id());
        VolumeContent after =
                request.done(Optional.of(before), Layers.ids(volume)).orElseThrow();
        request.send(useCases(), volume.id());
        assertThat(content(volume.id())).isEqualTo(after);
        assertNamesAre(useCases().read(volume.id()));
        RecordedEffects effects = new RecordedEffects();
        request.send(new UseCases(world().open(effects)), volume.id());
        assertThat(content(volume.id())).isEqualTo(after);
        assertNamesAre(useCases().read(volume.id()));
        if (request.hasNoSecondEffect()) {
            assertThat(effects.effects()).as("effects of the repeated request").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("UC-01 a new volume reads as zeros; creating it again is answered as done, another one is refused")
    default void newVolumeReadsAsZeros(ImageFormat format) {
        VolumeId id = VolumeId.random();
        Volume volume = useCases().createVolume(id, format, Layers.SIZE);
        String zeros = world().digest(id, volume.chain().active().name());
        useCases().createVolume(id, format, Layers.SIZE);
        assertRefused(() -> useCases().createVolume(id, format, VirtualSize.parse("1G")), ErrorCode.VOLUME_EXISTS);
        world().write(id, 0, 7);
        assertThat(world().digest(id, volume.chain().active().name())).isNotEqualTo(zeros);
        world().write(id, 0, 0);
        assertThat(world().digest(id, volume.chain().active().name())).isEqualTo(zeros);
        assertNamesAre(volume);
    }

    @ParameterizedTest
    @EnumSource
    @Essential
    @DisplayName("UC-02 a snapshot keeps what was there when it was taken, whatever the guest writes then")
    default void snapshotKeepsItsBytes(ImageFormat format) {
        Volume volume = Layers.volume(world(), format, 1);
        assertAnswered(volume, new Request.CreateSnapshot(SnapshotId.random()));
        VolumeContent before = content(volume.id());
        Layers.write(world(), volume.id(), 2);
        VolumeContent after = content(volume.id());
        assertThat(after.snapshots()).isEqualTo(before.snapshots());
        assertThat(after.active()).isNotEqualTo(before.active());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "1", "0", "0 1 2 3", "0 1", "1 3", "0 2 3", "0 3"})
    @Essential
    @DisplayName("UC-03 deleting snapshots, wherever they are, keeps all others and the active disk")
    default void deletingKeepsAllOthers(String indexes) {
        if (backend().features().isEmpty()) {
            return; // UC-04 checks the refusal
        }
        for (ImageFormat format : ImageFormat.values()) {
            Volume volume = Layers.volume(world(), format, 4);
            int[] picked = Arrays.stream(indexes.split(" ", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            assertAnswered(volume, new Request.DeleteSnapshots(pick(volume, picked)));
            useCases()
                    .deleteSnapshots(
                            volume.id(), Set.copyOf(Layers.ids(useCases().read(volume.id()))), Set.of());
            useCases().deleteVolume(volume.id());
        }
    }

    @Test
    @RequiresFeature({Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL})
    @DisplayName("UC-04 a dry run of a deletion changes nothing and shows the plan that is then carried out")
    default void dryRunShowsWhatIsCarriedOut() {
        Volume volume = volume(4);
        VolumeContent before = content(volume.id());
        Plan plan = useCases().planDeletion(volume.id(), pick(volume, 0, 2));
        assertThat(content(volume.id())).isEqualTo(before);
        Plan carriedOut = useCases()
                .deleteSnapshots(volume.id(), pick(volume, 0, 2), Set.of())
                .plan();
        assertThat(carriedOut).isEqualTo(plan);
        assertThat(useCases().read(volume.id()).chain().toString())
                .isEqualTo(plan.after().orElseThrow().toString());
    }

    @Test
    @DisplayName("UC-05 a revert brings back the newest snapshot, and discards newer ones only if it may")
    default void revertBringsBack() {
        Volume volume = volume(4);
        List<SnapshotId> ids = Layers.ids(volume);
        assertAnswered(volume, new Request.Revert(ids.get(3), NewerSnapshots.REFUSE));
        VolumeContent before = content(volume.id());
        assertRefused(
                () -> useCases().revert(volume.id(), ids.get(1), NewerSnapshots.REFUSE), ErrorCode.SNAPSHOT_NOT_NEWEST);
        assertThat(content(volume.id())).isEqualTo(before);
        assertAnswered(useCases().read(volume.id()), new Request.Revert(ids.get(1), NewerSnapshots.DISCARD));
        assertThat(useCases().read(volume.id()).snapshots()).hasSize(2);
    }

    @Test
    @DisplayName("UC-06 what is not there is not found, and nothing changes")
    default void unknownIsNotFound() {
        Volume volume = volume(1);
        Set<SnapshotId> unknown = Set.of(SnapshotId.random());
        assertRefused(() -> useCases().deleteSnapshots(volume.id(), unknown, Set.of()), ErrorCode.SNAPSHOT_NOT_FOUND);
        assertRefused(
                () -> useCases().revert(volume.id(), SnapshotId.random(), NewerSnapshots.DISCARD),
                ErrorCode.SNAPSHOT_NOT_FOUND);
        assertRefused(
                () -> useCases().createSnapshot(VolumeId.random(), SnapshotId.random()), ErrorCode.VOLUME_NOT_FOUND);
        assertRefused(() -> useCases().deleteVolume(VolumeId.random()), ErrorCode.VOLUME_NOT_FOUND);
    }

    @Test
    @DisplayName("UC-07 a volume goes with all its images, but not while it has snapshots")
    default void volumeGoesWithItsImages() {
        Volume volume = volume(1);
        assertRefused(() -> useCases().deleteVolume(volume.id()), ErrorCode.VOLUME_HAS_SNAPSHOTS);
        VolumeId plain = volume(0).id();
        useCases().deleteVolume(plain);
        assertNamesAre(volume);
        useCases().deleteVolume(plain);
        assertThat(reopened().ledgers().volumes()).containsExactly(volume.id());
    }

    @Test
    @RequiresFeature({Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL})
    @DisplayName("UC-08 a deletion never writes an image that others share, and is refused if it cannot do without")
    default void sharedImageIsNeverWritten() {
        Volume volume = volume(2);
        Map<ImageName, String> before = digests(volume);
        useCases().planDeletion(volume.id(), pick(volume, 1));
        assertRefused(
                () -> useCases().deleteSnapshots(volume.id(), pick(volume, 1), before.keySet()),
                ErrorCode.SHARED_IMAGE);
    }

    @Test
    @DisplayName("UC-11 where pulls are declared, a deletion neither writes nor removes the shared images below")
    default void sharedImagesBelowAreKept() {
        if (!backend().features().contains(Feature.OFFLINE_PULL)) {
            return; // UC-08 checks the refusal
        }
        Volume volume = volume(2);
        Map<ImageName, String> before = digests(volume);
        Set<ImageName> shared = new HashSet<>(before.keySet());
        shared.remove(volume.chain().active().name());
        useCases().deleteSnapshots(volume.id(), pick(volume, 1), shared);
        useCases().deleteSnapshots(volume.id(), pick(volume, 1), shared);
        Volume now = useCases().read(volume.id());
        assertThat(now.chain().size()).isEqualTo(2);
        assertThat(digests(volume)).isEqualTo(before);
    }

    @Test
    @RequiresFeature({Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL})
    @DisplayName("UC-09 the id of a deleted snapshot may be given to a new one")
    default void idOfDeletedSnapshotIsFree() {
        Volume volume = volume(3);
        for (SnapshotId id : Layers.ids(volume)) {
            useCases().deleteSnapshots(volume.id(), Set.of(id), Set.of());
            assertAnswered(useCases().read(volume.id()), new Request.CreateSnapshot(id));
        }
    }

    @Test
    @DisplayName("UC-10 operations on one volume leave every other volume alone")
    default void otherVolumesAreLeftAlone() {
        Volume bystander = volume(2);
        Map<ImageName, String> before = digests(bystander);
        Volume volume = volume(2);
        useCases().createSnapshot(volume.id(), SnapshotId.random());
        useCases().revert(volume.id(), Layers.ids(volume).get(0), NewerSnapshots.DISCARD);
        useCases().recover(volume.id());
        assertThat(digests(useCases().read(bystander.id()))).isEqualTo(before);
    }

    @Test
    @DisplayName("UC-12 a volume whose id was used before outlives a deletion that was taken back, and its recovery")
    default void idOfDeletedVolumeIsFree() {
        VolumeId id = VolumeId.random();
        for (int effect = 0; effect == 0 || useCases().find(id).isPresent(); effect++) {
            useCases().createVolume(id, ImageFormat.QCOW2, Layers.SIZE);
            useCases().deleteVolume(id);
            useCases().createVolume(id, ImageFormat.QCOW2, Layers.SIZE);
            KillAtEffect effects = KillAtEffect.fail(When.AFTER, effect, ErrorCode.IO_ERROR);
            try {
                new UseCases(world().open(effects)).deleteVolume(id);
            } catch (SnapshotException e) {
                useCases().recover(id);
                if (e.kind() != ErrorKind.OUTCOME_UNKNOWN) {
                    useCases().recover(id);
                    assertNamesAre(useCases().read(id));
                }
            }
        }
        assertThat(world().names()).isEmpty();
    }
}
