package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Alongside;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Snapshots of those volumes of a group that are devices of the host. The volume service takes them by itself, and has to be
 * done with all of them while the guest stands still.
 */
final class DeviceSnapshots {
    private static final long LOOK_NANOS = 50_000_000;

    private final AttachedVolumes volumes;
    private final VolumeCatalog catalog;
    private final Groups groups;
    private final Duration limit;

    /**
     * Takes snapshots through the volume service.
     *
     * @param freezeDeadline how long the guest may stand still; the last quarter is for its disks
     */
    DeviceSnapshots(AttachedVolumes volumes, VolumeCatalog catalog, Groups groups, Duration freezeDeadline) {
        this.volumes = requireNonNull(volumes, "volumes is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.groups = requireNonNull(groups, "groups is null");
        this.limit = freezeDeadline.multipliedBy(3).dividedBy(4);
    }

    /** What has to happen while the disks of this group are switched. */
    Alongside of(Group group) {
        return group.devices().isEmpty()
                ? Alongside.NOTHING
                : new Alongside(
                        group.devices().stream()
                                .map(volume -> volumes.device(volume)
                                        .map(Attachment::disk)
                                        .orElseThrow(() -> failed(group, "volume " + volume + " is a file now")))
                                .collect(toSet()),
                        () -> take(group));
    }

    private void take(Group group) {
        long start = System.nanoTime();
        List<CatalogSnapshot> asked = new ArrayList<>();
        try {
            for (VolumeId volume : group.devices()) {
                CatalogSnapshot snapshot = catalog.requestSnapshot(request(group, volume));
                asked.add(snapshot);
                groups.named(group.id(), volume, snapshot.id());
                requireTime(group, start);
            }
            for (CatalogSnapshot snapshot : asked) {
                await(group, snapshot, start);
            }
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.GROUP_FAILED) {
                throw e;
            }
            // Never again by itself: the guest has stood still for it.
            throw new SnapshotException(ErrorCode.GROUP_FAILED, told(group, String.valueOf(e.getMessage())), e);
        }
    }

    private void await(Group group, CatalogSnapshot snapshot, long start) {
        while (true) {
            SnapshotStatus status =
                    catalog.snapshot(snapshot.id()).map(CatalogSnapshot::status).orElse(SnapshotStatus.ERROR);
            requireTime(group, start);
            if (status == SnapshotStatus.AVAILABLE) {
                return;
            }
            if (status != SnapshotStatus.CREATING) {
                throw failed(group, "snapshot " + snapshot.id() + " of volume " + snapshot.volume() + " is " + status);
            }
            LockSupport.parkNanos(LOOK_NANOS); // the volume service calls nobody when it is done
        }
    }

    private void requireTime(Group group, long start) {
        if (System.nanoTime() - start > limit.toNanos()) {
            throw failed(
                    group,
                    "after " + limit.toMillis() + " ms the volume service had not taken the snapshots of "
                            + group.devices() + ", and the guest must not stand still for longer");
        }
    }

    private static SnapshotException failed(Group group, String why) {
        return new SnapshotException(ErrorCode.GROUP_FAILED, told(group, why + "."));
    }

    private static String told(Group group, String why) {
        return "Group " + group.id() + " has failed: " + why + " No disk was switched.";
    }

    /** With a mark that no other attempt has: a snapshot of an earlier one is not of this instant. */
    private static SnapshotRequest request(Group group, VolumeId volume) {
        SnapshotRequest whole = group.snapshotOf(volume);
        return new SnapshotRequest(
                volume, whole.name(), whole.description(), whole.metadata(), whole.request() + "." + UUID.randomUUID());
    }
}
