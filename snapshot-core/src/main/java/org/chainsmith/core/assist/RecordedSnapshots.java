package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.CreateGuestSnapshots;
import org.chainsmith.core.guest.DeleteGuestSnapshots;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** Takes and removes snapshots of which the volume service only keeps the record. */
final class RecordedSnapshots {
    private final AttachedVolumes volumes;
    private final Duration lockWait;
    private final Duration freezeDeadline;
    private final Executor disks;

    RecordedSnapshots(AttachedVolumes volumes, Duration lockWait, Duration freezeDeadline, Executor disks) {
        this.volumes = requireNonNull(volumes, "volumes is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
        this.freezeDeadline = requireNonNull(freezeDeadline, "freezeDeadline is null");
        this.disks = requireNonNull(disks, "disks is null");
    }

    /** Refuses what would fail. Changes nothing. */
    void check(AssistedRequest request) {
        AttachedVolume volume = volumes.find(request.volume());
        if (!request.isCreation() && isKnown(volume, request.snapshot())) {
            deleting(volume).plan(deletion(volume, request.snapshot()));
        }
    }

    /**
     * Takes them, or finds that they were taken.
     *
     * @param wanted called before anything is changed; what it throws is the answer
     */
    Performer.Done take(Work work, Runnable wanted) {
        List<AttachedVolume> members = new ArrayList<>();
        Map<VolumeId, SnapshotId> snapshots = new TreeMap<>();
        work.entries().forEach(entry -> {
            members.add(volumes.find(entry.request().volume()));
            snapshots.put(entry.request().volume(), entry.request().snapshot());
        });
        CreateGuestSnapshots.Request request = new CreateGuestSnapshots.Request(
                Performer.guestOf(members), members, snapshots, work.policy(), freezeDeadline);
        SnapshotBackend backend = members.get(0).backend();
        CreateGuestSnapshots.Taken taken =
                new CreateGuestSnapshots(backend.live(), backend.agent(), lockWait, disks).create(request, wanted);
        String note = taken.reached().map(reached -> reached.note()).orElse("");
        List<Verdict> verdicts = members.stream()
                .map(member -> new Verdict(created(member, snapshots), note))
                .toList();
        return new Performer.Done(verdicts, taken.reached(), 0);
    }

    private static SnapshotOutcome created(AttachedVolume member, Map<VolumeId, SnapshotId> snapshots) {
        SnapshotId snapshot = requireNonNull(snapshots.get(member.volume()), "no snapshot of " + member);
        return SnapshotOutcome.created(
                snapshot, Map.of(member.backend().names().overlay(member.volume(), snapshot), ImageFormat.QCOW2));
    }

    /** Removes the data, or finds that it is gone. */
    Performer.Done remove(AssistedRequest request, ProgressListener listener) {
        AttachedVolume volume = volumes.find(request.volume());
        long copied = 0;
        if (isKnown(volume, request.snapshot())) {
            copied = removed(deleting(volume).delete(deletion(volume, request.snapshot()), member -> listener));
        }
        Verdict verdict = new Verdict(SnapshotOutcome.deleted(request.snapshot(), Map.of()), "");
        return new Performer.Done(List.of(verdict), Optional.empty(), copied);
    }

    /** A snapshot that could not be taken has left nothing but its record. */
    private static boolean isKnown(AttachedVolume volume, SnapshotId snapshot) {
        return DeleteSnapshots.known(volume.backend(), volume.volume()).contains(snapshot);
    }

    private static long removed(List<DeleteGuestSnapshots.Result> results) {
        DeleteGuestSnapshots.Result result = results.get(0);
        result.failure().ifPresent(failure -> {
            throw failure;
        });
        return result.report().map(Report::actualBytes).orElse(0L);
    }

    private DeleteGuestSnapshots deleting(AttachedVolume volume) {
        return new DeleteGuestSnapshots(volume.backend().live(), lockWait, Runnable::run);
    }

    private static DeleteGuestSnapshots.Request deletion(AttachedVolume volume, SnapshotId snapshot) {
        return new DeleteGuestSnapshots.Request(List.of(volume), Set.of(snapshot), Set.of());
    }
}
