package org.chainsmith.testkit.request;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.CreateGuestSnapshots;
import org.chainsmith.core.guest.DeleteGuestSnapshots;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.RecoverGuests;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeReader;

/** The use cases on the disks of one guest. They never wait for a lock. */
public final class LiveUseCases {
    private static final Duration FREEZE = Duration.ofSeconds(5);

    private final SnapshotBackend backend;
    private final GuestId guest;
    private final Map<VolumeId, Attachment> attached;

    /**
     * Works on a guest.
     *
     * @param backend with a hypervisor connected
     */
    public LiveUseCases(SnapshotBackend backend, GuestId guest, Map<VolumeId, Attachment> attached) {
        this.backend = requireNonNull(backend, "backend is null");
        this.guest = requireNonNull(guest, "guest is null");
        this.attached = new TreeMap<>(attached);
    }

    /** Takes a snapshot of each of these volumes, all at one instant. */
    public CreateGuestSnapshots.Taken create(Map<VolumeId, SnapshotId> snapshots, QuiescePolicy policy) {
        return create(snapshots, policy, FREEZE);
    }

    /** {@link #create(Map, QuiescePolicy)} with a deadline of the freeze. */
    public CreateGuestSnapshots.Taken create(
            Map<VolumeId, SnapshotId> snapshots, QuiescePolicy policy, Duration freeze) {
        return create(snapshots, policy, freeze, Runnable::run);
    }

    /** {@link #create(Map, QuiescePolicy)} by these workers. */
    public CreateGuestSnapshots.Taken create(
            Map<VolumeId, SnapshotId> snapshots, QuiescePolicy policy, Executor workers) {
        return create(snapshots, policy, FREEZE, workers);
    }

    private CreateGuestSnapshots.Taken create(
            Map<VolumeId, SnapshotId> snapshots, QuiescePolicy policy, Duration freeze, Executor workers) {
        List<AttachedVolume> volumes =
                snapshots.keySet().stream().map(this::attachedVolume).toList();
        return new CreateGuestSnapshots(backend.live(), backend.agent(), Duration.ZERO, workers)
                .create(new CreateGuestSnapshots.Request(guest, volumes, snapshots, policy, freeze));
    }

    /** Deletes snapshots of one volume, whether the guest is off or not. */
    public void delete(VolumeId volume, Set<SnapshotId> snapshots) {
        delete(Set.of(volume), snapshots)
                .forEach(result -> result.failure().ifPresent(e -> {
                    throw e;
                }));
    }

    /** Deletes snapshots of several volumes, each in its turn. */
    public List<DeleteGuestSnapshots.Result> delete(Set<VolumeId> volumes, Set<SnapshotId> snapshots) {
        return delete(volumes, snapshots, Runnable::run);
    }

    /** Deletes snapshots of several volumes by these workers. */
    public List<DeleteGuestSnapshots.Result> delete(
            Set<VolumeId> volumes, Set<SnapshotId> snapshots, Executor workers) {
        List<AttachedVolume> disks =
                volumes.stream().sorted().map(this::attachedVolume).toList();
        return new DeleteGuestSnapshots(backend.live(), Duration.ZERO, workers)
                .delete(new DeleteGuestSnapshots.Request(disks, snapshots, Set.of()), disk -> ProgressListener.NONE);
    }

    /** Settles what was left open on all volumes. */
    public List<RecoverGuests.Result> recover() {
        return new RecoverGuests(Duration.ZERO)
                .recover(attached.keySet().stream().map(this::attachedVolume).toList(), ProgressListener.NONE);
    }

    /** Settles, and fails if one volume cannot be settled. */
    public void recoverAll() {
        recover().stream()
                .map(RecoverGuests.Result::failure)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(e -> {
                    throw e;
                });
    }

    public Volume read(VolumeId volume) {
        return new VolumeReader(backend).read(volume);
    }

    private AttachedVolume attachedVolume(VolumeId volume) {
        return new AttachedVolume(volume, requireNonNull(attached.get(volume), "not attached: " + volume), backend);
    }
}
