package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.CinderExtension;
import org.chainsmith.testkit.lab.CinderLab;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many users of Cinder at the same time. */
@ExtendWith({LabExtension.class, CinderExtension.class})
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@Timeout(1200)
final class TwentyVolumesIT {
    private static final int DISKS_OF_EACH_GUEST = 5;
    private static final int GUESTS = 4;
    private static final int USERS = 5;

    /** A volume, and the guest that has it. */
    private record Disk(CinderGuest host, VolumeId volume) {}

    @Test
    void twentySnapshotsAreTakenAndDeletedAtOnce(LibvirtLab lab, CinderLab cinder) throws Exception {
        ExecutorService users = Executors.newFixedThreadPool(USERS);
        List<CinderGuest> guests = new ArrayList<>();
        try {
            List<Disk> disks = new ArrayList<>();
            for (int i = 0; i < GUESTS; i++) {
                CinderGuest guest = new CinderGuest(lab, cinder, DISKS_OF_EACH_GUEST);
                guests.add(guest);
                guest.volumes.forEach(volume -> disks.add(new Disk(guest, volume)));
            }
            CinderGuest one = guests.get(0);
            one.serve(Map.of("freeze-seconds", "60"));

            long start = System.nanoTime();
            Map<VolumeId, Future<SnapshotId>> asked = new TreeMap<>();
            disks.forEach(disk ->
                    asked.put(disk.volume(), users.submit(() -> disk.host().create(disk.volume()))));
            List<SnapshotId> snapshots = new ArrayList<>();
            for (Disk disk : disks) {
                SnapshotId snapshot = asked.get(disk.volume()).get();
                disk.host().await(snapshot, SnapshotStatus.AVAILABLE);
                snapshots.add(snapshot);
            }
            Duration taking = Duration.ofNanos(System.nanoTime() - start);
            for (int i = 0; i < disks.size(); i++) {
                disks.get(i).host().assertSound(disks.get(i).volume(), List.of(snapshots.get(i)));
            }

            start = System.nanoTime();
            one.delete(snapshots.toArray(SnapshotId[]::new));
            disks.forEach(disk -> disk.host().awaitNoSnapshots(disk.volume()));
            Duration deleting = Duration.ofNanos(System.nanoTime() - start);
            disks.forEach(disk -> disk.host().assertSound(disk.volume(), List.of()));

            assertThat(one.compute().get("operations").get("operations").valueStream())
                    .hasSize(2 * disks.size())
                    .allSatisfy(operation -> {
                        assertThat(operation.get("state").stringValue()).isEqualTo("done");
                        assertThat(operation.get("note").stringValue()).isEmpty();
                    });
            System.out.printf(
                    "TwentyVolumesIT: %d snapshots were taken in %d s and deleted in %d s%n",
                    disks.size(), taking.toSeconds(), deleting.toSeconds());
        } finally {
            users.shutdownNow();
            guests.forEach(CinderGuest::close);
        }
    }
}
