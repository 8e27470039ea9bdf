package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.CinderExtension;
import org.chainsmith.testkit.lab.CinderLab;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An unmodified Cinder takes and deletes snapshots of the disks of a running guest through the service. */
@ExtendWith({LabExtension.class, CinderExtension.class})
@Timeout(600)
final class AssistedCinderIT {
    @Test
    void snapshotsAreTakenAndDeletedInAnyOrder(LibvirtLab lab, CinderLab cinder) {
        try (CinderGuest host = new CinderGuest(lab, cinder, 1)) {
            host.serve();
            VolumeId volume = host.volumes.get(0);
            List<SnapshotId> there = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                there.add(taken(host, volume));
            }
            Map<SnapshotId, String> digests = new TreeMap<>();
            there.forEach(snapshot -> digests.put(snapshot, host.share.digest(volume, snapshot)));
            int[] oldestMiddleNewestOnly = {0, 1, 1, 0};
            for (int index : oldestMiddleNewestOnly) {
                SnapshotId gone = there.remove(index);
                host.delete(gone);
                host.awaitGone(gone);
                host.assertSound(volume, there);
                there.forEach(snapshot -> assertThat(host.share.digest(volume, snapshot))
                        .as("%s after the deletion of %s", snapshot, gone)
                        .isEqualTo(digests.get(snapshot)));
            }
        }
    }

    private static SnapshotId taken(CinderGuest host, VolumeId volume) {
        long record = host.guest.lastRecord(CinderGuest.seen(volume));
        SnapshotId snapshot = host.create(volume);
        host.await(snapshot, SnapshotStatus.AVAILABLE);
        assertThat(host.share.info(volume).get("active")).isEqualTo("volume-" + volume + "." + snapshot);
        assertThat(host.open(volume)).isEqualTo(host.share.chain(volume));
        assertThat(host.guest.isFrozen()).isFalse();
        host.guest.awaitRecordAfter(CinderGuest.seen(volume), record);
        return snapshot;
    }

    /** It is refused before anything is touched: Cinder hears of that at once. {@link ServeIT} has one that fails later. */
    @Test
    void aDeletionThatIsRefusedIsRepeatedWithoutLoss(LibvirtLab lab, CinderLab cinder) {
        try (CinderGuest host = new CinderGuest(lab, cinder, 1)) {
            host.serve();
            VolumeId volume = host.volumes.get(0);
            SnapshotId oldest = taken(host, volume);
            SnapshotId newest = taken(host, volume);
            String digest = host.share.digest(volume, newest);
            // A job that nobody here began keeps the merge from being begun.
            host.beginForeignJob(volume);
            host.delete(oldest);
            host.await(oldest, SnapshotStatus.ERROR_DELETING);
            assertThat(host.share.chain(volume)).hasSize(3);
            host.abortForeignJob(volume);

            host.client.snapshots().resetStatus(oldest, "available");
            host.delete(oldest);
            host.awaitGone(oldest);

            host.assertSound(volume, List.of(newest));
            assertThat(host.share.digest(volume, newest)).isEqualTo(digest);
        }
    }
}
