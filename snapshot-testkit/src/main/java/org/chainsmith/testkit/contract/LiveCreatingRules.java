package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.CreateGuestSnapshots;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.LiveWorld.Trick;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.chainsmith.testkit.request.UseCases;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Taking snapshots of a running guest. */
interface LiveCreatingRules extends LiveRules {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    @Essential
    @DisplayName("LV-01 snapshots of any disks keep what was there when they were taken, and the guest goes on writing")
    default void snapshotsKeepTheirBytes(int disks) {
        write(0);
        Map<VolumeId, VolumeContent> expected = contents();
        for (int layer = 1; layer <= 2; layer++) {
            Map<VolumeId, SnapshotId> ids = ids(disks);
            assertThat(useCases().create(ids, QuiescePolicy.NEVER).volumes()).hasSize(disks);
            ids.forEach((volume, id) -> expected.computeIfPresent(volume, (same, content) -> content.withSnapshot(id)));
            assertThat(contents()).isEqualTo(expected);
            write(layer);
            Map<VolumeId, VolumeContent> later = contents();
            later.forEach((volume, content) -> {
                assertThat(content.snapshots()).isEqualTo(snapshots(expected, volume));
                expected.put(volume, content);
            });
        }
        assertNothingOpen();
        assertSurvivesRestart();
    }

    private static Map<SnapshotId, String> snapshots(Map<VolumeId, VolumeContent> contents, VolumeId volume) {
        return contents.entrySet().stream()
                .filter(each -> each.getKey().equals(volume))
                .findFirst()
                .orElseThrow()
                .getValue()
                .snapshots();
    }

    @Test
    @DisplayName("LV-02 a repeated request is answered as done and has no effect; half of one is refused")
    default void repeatedRequestIsDone() {
        fill(1, 1);
        Map<VolumeId, SnapshotId> ids = ids(2);
        useCases().create(ids, QuiescePolicy.NEVER);
        RecordedEffects effects = new RecordedEffects();
        CreateGuestSnapshots.Taken again = useCases(effects).create(ids, QuiescePolicy.REQUIRE);
        assertThat(effects.effects()).isEmpty();
        assertThat(again.reached()).isEmpty();
        Map<VolumeId, SnapshotId> half = new HashMap<>(ids);
        half.put(volume(1), SnapshotId.random());
        assertRefused(ErrorCode.SNAPSHOT_EXISTS, () -> useCases().create(half, QuiescePolicy.NEVER));
    }

    @Test
    @DisplayName("LV-03 a guest, a disk or a state that does not fit is refused, and nothing changes")
    default void whatDoesNotFitIsRefused() {
        fill(1, 1);
        Attachment right = world().attached().values().iterator().next();
        GuestId nobody = new GuestId("00000000-0000-4000-8000-000000000000");
        assertRefused(ErrorCode.GUEST_NOT_FOUND, () -> createAt(new Attachment(nobody, right.disk())));
        assertRefused(ErrorCode.DISK_NOT_FOUND, () -> createAt(new Attachment(right.guest(), new DiskTarget("vdzz"))));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("LV-09 a guest that is off has snapshots taken of all its disks, and starts on their overlays")
    default void guestThatIsOffHasSnapshots(QuiescePolicy policy) {
        fill(2, 1);
        world().stop();
        Map<VolumeId, VolumeContent> expected = contents();
        Map<VolumeId, SnapshotId> ids = ids(3);
        Consistency reached = useCases().create(ids, policy).reached().orElseThrow();
        assertThat(reached.level()).isEqualTo(ConsistencyLevel.CRASH);
        assertThat(reached.frozen()).isZero();
        ids.forEach((volume, id) -> expected.computeIfPresent(volume, (same, content) -> content.withSnapshot(id)));
        assertThat(contents()).isEqualTo(expected);
        assertThat(useCases().create(ids, policy).reached())
                .as("of the repeated request")
                .isEmpty();
        world().start();
        write(2);
        contents().forEach((volume, content) -> assertThat(content.snapshots()).isEqualTo(snapshots(expected, volume)));
        assertNothingOpen();
        assertSurvivesRestart();
    }

    private void createAt(Attachment at) {
        SnapshotBackend backend = backend(Effects.DIRECT);
        new CreateGuestSnapshots(backend.live(), backend.agent(), Duration.ZERO, Runnable::run)
                .create(new CreateGuestSnapshots.Request(
                        at.guest(),
                        List.of(new AttachedVolume(volume(0), at, backend)),
                        ids(1),
                        QuiescePolicy.NEVER,
                        Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @EnumSource(names = {"READ_ONLY", "SHAREABLE", "TRANSIENT", "RAW_DEVICE"})
    @DisplayName("LV-04 a disk that must not have external snapshots is refused, and none of the others changes either")
    default void unsuitableDiskIsRefused(GuestDisk.Obstacle obstacle) {
        write(0);
        assumeTrue(world().obstruct(obstacle), () -> "this world has no disk that " + obstacle);
        assertRefused(ErrorCode.DISK_UNSUITABLE, () -> useCases().create(ids(3), QuiescePolicy.NEVER));
    }

    @Test
    @DisplayName("LV-05 a disk on which another block job runs is refused, for a snapshot and for a deletion")
    default void busyDiskIsRefused() {
        require(Trick.FOREIGN_JOB_RUNS);
        List<SnapshotId> taken = fillFirst(2);
        world().play(Trick.FOREIGN_JOB_RUNS);
        assertRefused(ErrorCode.BLOCK_JOB_ACTIVE, () -> useCases().create(ids(3), QuiescePolicy.NEVER));
        assertRefused(ErrorCode.BLOCK_JOB_ACTIVE, () -> useCases().delete(volume(0), Set.copyOf(taken)));
    }

    @Test
    @DisplayName("LV-06 a guest that has another chain open than the ledger tells is refused, and nothing changes")
    default void otherChainIsRefused() {
        SnapshotBackend backend = backend(Effects.DIRECT);
        List<SnapshotId> taken = fillFirst(2);
        SnapshotLedger right = backend.ledgers().find(volume(0)).orElseThrow();
        SnapshotId older = taken.get(0);
        ImageName overlay =
                useCases().read(volume(0)).snapshot(older).orElseThrow().overlay();
        backend.ledgers()
                .save(new SnapshotLedger(volume(0), overlay, new TreeMap<>(Map.of(older, overlay)), right.formats()));
        List<String> names = world().names();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> useCases().create(ids(2), QuiescePolicy.NEVER),
                () -> useCases().delete(volume(0), Set.of(older)))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            SnapshotException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_UNLIKE_CHAIN));
            assertThat(world().names()).isEqualTo(names);
        }
        backend.ledgers().save(right);
        assertDeletes(volume(0), Set.copyOf(taken));
    }

    @Test
    @DisplayName(
            "LV-07 a chain of which the hypervisor does not know the lower end is refused with advice, and nothing changes")
    default void incompleteChainIsRefused() {
        require(Trick.CHAIN_END_IS_UNKNOWN);
        List<SnapshotId> taken = fillFirst(2);
        world().play(Trick.CHAIN_END_IS_UNKNOWN);
        assertRefused(ErrorCode.CHAIN_UNKNOWN, () -> useCases().create(ids(2), QuiescePolicy.NEVER));
        assertThatThrownBy(() -> useCases().create(ids(2), QuiescePolicy.NEVER))
                .isInstanceOfSatisfying(
                        SnapshotException.class,
                        e -> assertThat(e.hint().orElse("")).contains("<backingStore/>"));
        assertRefused(ErrorCode.CHAIN_UNKNOWN, () -> useCases().delete(volume(0), Set.copyOf(taken)));
    }

    @Test
    @DisplayName("LV-08 what is meant for volumes that nobody uses is refused while the guest is active")
    default void offlineWorkIsRefused() {
        List<SnapshotId> taken = fillFirst(2);
        UseCases offline = new UseCases(backend(Effects.DIRECT));
        assertRefused(ErrorCode.IMAGE_IN_USE, () -> offline.createSnapshot(volume(0), SnapshotId.random()));
        assertRefused(ErrorCode.IMAGE_IN_USE, () -> offline.deleteSnapshots(volume(0), Set.of(taken.get(0)), Set.of()));
    }
}
