package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * What the volume service has made, or may have made, for groups, and nobody else would ever end: records that are open after
 * the group has failed, and snapshots of devices from attempts that failed, which are of another instant than the rest.
 */
record AbandonedSnapshots(VolumeCatalog catalog, Patience patience, Executor talk, Timer timer) {
    AbandonedSnapshots {
        requireNonNull(catalog, "catalog is null");
        requireNonNull(patience, "patience is null");
        requireNonNull(talk, "talk is null");
        requireNonNull(timer, "timer is null");
    }

    /** Says of records that are still open that their snapshots have failed, and deletes those of devices. Returns at once. */
    void close(Group group) {
        boolean open = group.form() == Group.Form.RECORDED && group.status() == Group.Status.FAILED;
        boolean astray = !group.devices().isEmpty() && group.status() != Group.Status.GATHERING;
        if (open || astray) {
            talk.execute(() -> attempt(group, 1));
        }
    }

    private void attempt(Group group, int attempts) {
        try {
            if (group.form() == Group.Form.RECORDED) {
                catalog.records()
                        .ifPresent(service -> group.volumes().forEach(volume -> close(group, volume, service)));
            }
            group.devices().forEach(volume -> delete(group, volume));
        } catch (SnapshotException e) {
            timer.after(patience.pause(attempts), () -> talk.execute(() -> attempt(group, attempts + 1)));
        }
    }

    private void delete(Group group, VolumeId volume) {
        Optional<SnapshotId> kept = Optional.ofNullable(
                group.status() == Group.Status.TAKEN ? group.snapshots().get(volume) : null);
        String mark = group.snapshotOf(volume).request();
        catalog.snapshotsOf(volume).stream()
                .filter(each ->
                        each.request().filter(own -> own.startsWith(mark)).isPresent())
                .map(CatalogSnapshot::id)
                .filter(each -> !kept.equals(Optional.of(each)))
                .forEach(catalog::requestDeletion);
    }

    private void close(Group group, VolumeId volume, SnapshotRecords records) {
        Optional<String> mark = Optional.of(group.snapshotOf(volume).request());
        catalog.snapshotsOf(volume).stream()
                .filter(each -> each.request().equals(mark) && each.status() == SnapshotStatus.CREATING)
                .map(CatalogSnapshot::id)
                .forEach(snapshot -> records.complete(SnapshotOutcome.creationFailed(snapshot)));
    }
}
