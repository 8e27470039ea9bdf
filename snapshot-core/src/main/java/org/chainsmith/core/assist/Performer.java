package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Alongside;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.DictatedMerge;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.MergeAssisted;
import org.chainsmith.core.guest.PreparedOverlay;
import org.chainsmith.core.guest.SwitchBack;
import org.chainsmith.core.guest.SwitchToPrepared;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.quiesce.Thaw;

/** Carries out what was asked for, by the use cases on guests. */
final class Performer {
    private final AttachedVolumes volumes;
    private final VolumeCatalog catalog;
    private final Duration lockWait;
    private final Duration freezeDeadline;
    private final Executor disks;
    private final Map<GuestId, Object> turns = new ConcurrentHashMap<>();
    private final Groups groups;
    private final DeviceSnapshots devices;
    private final RecordedSnapshots recorded;

    Performer(
            AttachedVolumes volumes,
            VolumeCatalog catalog,
            Groups groups,
            Duration lockWait,
            Duration freezeDeadline,
            Executor disks) {
        this.volumes = requireNonNull(volumes, "volumes is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
        this.freezeDeadline = requireNonNull(freezeDeadline, "freezeDeadline is null");
        this.disks = requireNonNull(disks, "disks is null");
        this.groups = requireNonNull(groups, "groups is null");
        this.devices = new DeviceSnapshots(volumes, catalog, groups, freezeDeadline);
        this.recorded = new RecordedSnapshots(volumes, lockWait, freezeDeadline, disks);
    }

    /** A guest stands still for one snapshot at a time: its agent does not begin twice, answers little, and ends it for all. */
    private Object turnOf(GuestId guest) {
        return turns.computeIfAbsent(guest, unused -> new Object());
    }

    /** What a work did: how each of its requests ended, and what a snapshot is worth if that is known. */
    record Done(List<Verdict> verdicts, Optional<Consistency> reached, long copiedBytes) {}

    /** Refuses what would fail. Changes nothing. */
    void check(AssistedRequest request, QuiescePolicy policy) {
        if (request instanceof AssistedRequest.Create create) {
            PreparedOverlay overlay = prepared(create);
            synchronized (turnOf(overlay.volume().at().guest())) {
                switching(overlay.volume()).check(switchRequest(List.of(overlay), policy));
            }
        } else if (request instanceof AssistedRequest.Delete delete) {
            MergeAssisted.Request merge = mergeRequest(delete);
            merging(merge.volume()).check(merge);
        } else {
            recorded.check(request);
        }
    }

    /** Does it, or finds that it was done. May be repeated after whatever happened. */
    Done perform(Work work) {
        AssistedRequest first = work.first().request();
        if (!first.isCreation()) {
            return first instanceof AssistedRequest.Delete delete
                    ? delete(work.first(), delete, work)
                    : recorded.remove(first, work);
        }
        AttachedVolume volume = volumes.find(first.volume());
        synchronized (turnOf(volume.at().guest())) {
            if (work.attempts() > 1) {
                thaw(volume);
            }
            return first instanceof AssistedRequest.Create
                    ? create(work)
                    : recorded.take(work, () -> requireWaiting(work));
        }
    }

    private Done create(Work work) {
        List<PreparedOverlay> overlays = work.entries().stream()
                .map(entry -> prepared((AssistedRequest.Create) entry.request()))
                .toList();
        Alongside alongside =
                work.first().group().flatMap(groups::find).map(devices::of).orElse(Alongside.NOTHING);
        Optional<Consistency> reached = switching(overlays.get(0).volume())
                .take(switchRequest(overlays, work.policy()), () -> requireWaiting(work), alongside);
        String note = reached.map(Consistency::note).orElse("");
        List<Verdict> verdicts = overlays.stream()
                .map(overlay -> new Verdict(
                        SnapshotOutcome.created(overlay.snapshot(), Map.of(overlay.name(), ImageFormat.QCOW2)), note))
                .toList();
        return new Done(verdicts, reached, 0);
    }

    /** An attempt that failed may have left the guest standing still, although nothing is open in any log. */
    private void thaw(AttachedVolume volume) {
        try {
            new Thaw(volume.backend().agent(), freezeDeadline).thaw(volume.at().guest());
        } catch (SnapshotException e) {
            return; // what the next attempt finds is told
        }
    }

    private PreparedOverlay prepared(AssistedRequest.Create create) {
        return new PreparedOverlay(volumes.find(create.volume()), create.snapshot(), create.overlay());
    }

    private SwitchToPrepared.Request switchRequest(List<PreparedOverlay> overlays, QuiescePolicy policy) {
        GuestId guest = guestOf(overlays.stream().map(PreparedOverlay::volume).toList());
        return new SwitchToPrepared.Request(guest, overlays, policy, freezeDeadline);
    }

    static GuestId guestOf(List<AttachedVolume> members) {
        GuestId guest = members.get(0).at().guest();
        if (!members.stream().allMatch(each -> each.at().guest().equals(guest))) {
            throw new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The volumes are no longer disks of one guest: "
                            + members.stream().map(AttachedVolume::at).toList() + ". Nothing was changed.");
        }
        return guest;
    }

    private SwitchToPrepared switching(AttachedVolume volume) {
        return new SwitchToPrepared(volume.backend().live(), volume.backend().agent(), lockWait, disks);
    }

    private Done delete(Entry entry, AssistedRequest.Delete delete, ProgressListener listener) {
        MergeAssisted.Request merge = mergeRequest(delete);
        Report report = merging(merge.volume()).merge(merge, () -> requireWaiting(entry), listener);
        Map<ImageName, ImageFormat> formats =
                report.plan().after().map(chain -> survivor(delete.merge(), chain)).stream()
                        .collect(toMap(Image::name, Image::format));
        Verdict verdict = new Verdict(SnapshotOutcome.deleted(delete.snapshot(), formats), "");
        return new Done(List.of(verdict), Optional.empty(), report.actualBytes());
    }

    private static Image survivor(DictatedMerge merge, BackingChain after) {
        return merge instanceof DictatedMerge.CommitInto commit ? after.image(commit.base()) : after.active();
    }

    private MergeAssisted.Request mergeRequest(AssistedRequest.Delete delete) {
        return new MergeAssisted.Request(volumes.find(delete.volume()), delete.snapshot(), delete.merge());
    }

    private MergeAssisted merging(AttachedVolume volume) {
        return new MergeAssisted(volume.backend().live(), lockWait);
    }

    /** Whether the volume service goes on without a snapshot that it had asked for. */
    static boolean isGivenUp(Optional<SnapshotStatus> status) {
        return status.isEmpty() || status.get() == SnapshotStatus.ERROR;
    }

    /** Switches the guest back from the overlay of a snapshot that was given up; false if it need not. May be repeated. */
    boolean undo(AssistedRequest.Create create) {
        PreparedOverlay overlay = prepared(create);
        return new SwitchBack(overlay.volume().backend().live(), lockWait)
                .undo(overlay, () -> {
                    Optional<SnapshotStatus> status =
                            catalog.snapshot(create.snapshot()).map(CatalogSnapshot::status);
                    if (!isGivenUp(status)) {
                        throw new SnapshotException(
                                        ErrorCode.VOLUME_BUSY,
                                        "Snapshot " + create.snapshot() + " of volume " + create.volume() + " is "
                                                + status.get() + " again. Nothing was changed.")
                                .ofVolume(create.volume());
                    }
                })
                .isPresent();
    }

    private void requireWaiting(Work work) {
        work.entries().forEach(this::requireWaiting);
    }

    /**
     * What is done for a service that has given up would not be on its record: it would let the guest start on an old
     * image later, or show a snapshot whose data has changed.
     */
    private void requireWaiting(Entry entry) {
        AssistedRequest request = entry.request();
        Optional<CatalogSnapshot> snapshot = catalog.snapshot(request.snapshot());
        boolean waits = snapshot.filter(known -> request.waits().equals(Optional.of(known.status()))
                        && known.volume().equals(request.volume()))
                .isPresent();
        if (!waits) {
            throw new SnapshotException(
                            ErrorCode.SNAPSHOT_ABANDONED,
                            "The volume service does not wait for snapshot " + request.snapshot() + " of volume "
                                    + request.volume() + " any more: it "
                                    + snapshot.map(known -> "is " + known.status() + ", of volume " + known.volume())
                                            .orElse("knows no such snapshot")
                                    + ". Nothing was changed.")
                    .ofVolume(request.volume());
        }
    }
}
