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
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Records that were made, or may have been made, for groups that failed before their snapshots were begun. Nobody else would
 * ever close them.
 */
record AbandonedRecords(VolumeCatalog catalog, Patience patience, Executor talk, Timer timer) {
    AbandonedRecords {
        requireNonNull(catalog, "catalog is null");
        requireNonNull(patience, "patience is null");
        requireNonNull(talk, "talk is null");
        requireNonNull(timer, "timer is null");
    }

    /** Says of the group's records that are still open that their snapshots have failed. Returns at once. */
    void close(Group group) {
        if (group.form() == Group.Form.RECORDED && group.status() == Group.Status.FAILED) {
            talk.execute(() -> attempt(group, 1));
        }
    }

    private void attempt(Group group, int attempts) {
        try {
            Optional<SnapshotRecords> records = catalog.records();
            for (VolumeId volume : group.volumes()) {
                records.ifPresent(service -> close(group, volume, service));
            }
        } catch (SnapshotException e) {
            timer.after(patience.pause(attempts), () -> talk.execute(() -> attempt(group, attempts + 1)));
        }
    }

    private void close(Group group, VolumeId volume, SnapshotRecords records) {
        Optional<String> mark = Optional.of(group.snapshotOf(volume).request());
        catalog.snapshotsOf(volume).stream()
                .filter(each -> each.request().equals(mark) && each.status() == SnapshotStatus.CREATING)
                .map(CatalogSnapshot::id)
                .forEach(snapshot -> records.complete(SnapshotOutcome.creationFailed(snapshot)));
    }
}
