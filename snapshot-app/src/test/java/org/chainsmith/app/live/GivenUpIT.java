package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.CinderExtension;
import org.chainsmith.testkit.lab.CinderLab;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A real Cinder gives up a snapshot while the service is dead, which had switched the guest. */
@ExtendWith({LabExtension.class, CinderExtension.class})
@Timeout(600)
final class GivenUpIT {
    @Test
    void theGuestIsSwitchedBackToWhatCinderHasOnRecord(LibvirtLab lab, CinderLab cinder) {
        try (CinderGuest host = new CinderGuest(lab, cinder, 1)) {
            VolumeId volume = host.volumes.get(0);
            Path configuration = host.configuration(Map.of());
            SnapshotId snapshot;
            try (ServiceProcess victim =
                    ServiceProcess.killedBefore("thaw", configuration).requireListening()) {
                snapshot = host.create(volume);
                Await.until("its death", CinderGuest.PATIENCE, () -> !victim.isAlive());
            }
            String overlay = "volume-" + volume + "." + snapshot;
            assertThat(host.open(volume)).endsWith(overlay);
            assertThat(host.guest.isFrozen()).isTrue();
            host.client.snapshots().resetStatus(snapshot, "error");

            try (ServiceProcess next = ServiceProcess.serve(configuration).requireListening()) {
                assertThat(next.isAlive()).isTrue();
                Await.until("the thaw", CinderGuest.PATIENCE, () -> !host.guest.isFrozen());
                host.awaitWriting(volume);
                Await.until(
                        "the way back",
                        CinderGuest.PATIENCE,
                        () -> !host.open(volume).contains(overlay));
                JsonNode operation =
                        host.compute().get("operations").get("operations").get(0);
                assertThat(operation.get("state").stringValue()).isEqualTo("done");
                assertThat(operation.get("reported").stringValue()).isEqualTo("too-late");
                Await.until(
                        "what is said",
                        CinderGuest.PATIENCE,
                        () -> host.compute()
                                .get("operations")
                                .get("operations")
                                .get(0)
                                .get("note")
                                .stringValue()
                                .contains("writes to the image below again"));

                host.await(snapshot, SnapshotStatus.ERROR);
                host.delete(snapshot);
                host.awaitGone(snapshot);
                host.share.remove(overlay);
                host.assertSound(volume, List.of());
                SnapshotId another = host.create(volume);
                host.await(another, SnapshotStatus.AVAILABLE);
                host.assertSound(volume, List.of(another));
            }
        }
    }
}
