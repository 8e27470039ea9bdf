package org.chainsmith.testkit.request;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.merge.SafetyMargin;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.snapshot.CreateSnapshots;
import org.chainsmith.core.snapshot.CreateVolume;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.DeleteVolume;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.RevertVolume;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeOperations;
import org.chainsmith.core.snapshot.VolumeReader;

/** The use cases on one backend. They never wait for a lock. */
public final class UseCases {
    private final SnapshotBackend backend;
    private final VolumeOperations operations;
    private final DeleteSnapshots deleteSnapshots;

    public UseCases(SnapshotBackend backend) {
        this(backend, SafetyMargin.DEFAULT);
    }

    /** Use cases that prefer safer merges by this margin. */
    public UseCases(SnapshotBackend backend, SafetyMargin margin) {
        this.backend = requireNonNull(backend, "backend is null");
        this.operations = new VolumeOperations(backend, Duration.ZERO);
        this.deleteSnapshots = new DeleteSnapshots(operations, MergePlanner.offline(backend.features(), margin));
    }

    public Volume createVolume(VolumeId volume, ImageFormat format, VirtualSize size) {
        return new CreateVolume(operations).create(volume, format, size);
    }

    public Report deleteVolume(VolumeId volume) {
        return new DeleteVolume(operations).delete(volume);
    }

    public Volume createSnapshot(VolumeId volume, SnapshotId snapshot) {
        return new CreateSnapshots(operations).create(volume, snapshot);
    }

    public Report deleteSnapshots(VolumeId volume, Set<SnapshotId> snapshots, Set<ImageName> shared) {
        return deleteSnapshots.delete(new DeleteSnapshots.Request(volume, snapshots, shared), ProgressListener.NONE);
    }

    /** Deletes snapshots so that the overlay of one of them survives. */
    public Report deleteSnapshotsInto(VolumeId volume, Set<SnapshotId> snapshots, SnapshotId survivor) {
        Optional<ImageName> overlay = Optional.of(backend.names().overlay(volume, survivor));
        return deleteSnapshots.delete(
                new DeleteSnapshots.Request(volume, snapshots, Set.of(), overlay), ProgressListener.NONE);
    }

    /** What deleting the snapshots would do. */
    public Plan planDeletion(VolumeId volume, Set<SnapshotId> snapshots) {
        return deleteSnapshots.plan(new DeleteSnapshots.Request(volume, snapshots, Set.of()));
    }

    public Report revert(VolumeId volume, SnapshotId snapshot, RevertVolume.NewerSnapshots newer) {
        return new RevertVolume(operations).revert(volume, snapshot, newer);
    }

    /** Settles what was left open, if the store or the log knows of the volume at all. */
    public Optional<RecoverVolumes.Finding> recover(VolumeId volume) {
        RecoverVolumes recover = new RecoverVolumes(backend, Duration.ZERO);
        return recover.volumes().contains(volume)
                ? Optional.of(recover.recover(volume, ProgressListener.NONE))
                : Optional.empty();
    }

    public Volume read(VolumeId volume) {
        return new VolumeReader(backend).read(volume);
    }

    /** The volume, or empty if the store has none of this id. */
    public Optional<Volume> find(VolumeId volume) {
        return backend.ledgers().find(volume).map(ledger -> read(volume));
    }
}
