package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.CinderExtension;
import org.chainsmith.testkit.lab.CinderLab;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An unmodified Cinder takes and deletes snapshots of the disks of a running guest through the service. */
@ExtendWith({LabExtension.class, CinderExtension.class})
@Timeout(600)
final class AssistedCinderIT {
    private static final JsonMapper JSON = new JsonMapper();

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
            there.forEach(snapshot -> digests.put(snapshot, host.digest(volume, snapshot)));
            int[] oldestMiddleNewestOnly = {0, 1, 1, 0};
            for (int index : oldestMiddleNewestOnly) {
                SnapshotId gone = there.remove(index);
                host.delete(gone);
                host.awaitGone(gone);
                assertSound(host, volume, there);
                there.forEach(snapshot -> assertThat(host.digest(volume, snapshot))
                        .as("%s after the deletion of %s", snapshot, gone)
                        .isEqualTo(digests.get(snapshot)));
            }
        }
    }

    private static SnapshotId taken(CinderGuest host, VolumeId volume) {
        long record = host.guest.lastRecord(CinderGuest.seen(volume));
        SnapshotId snapshot = host.create(volume);
        host.await(snapshot, SnapshotStatus.AVAILABLE);
        assertThat(host.info(volume).get("active")).isEqualTo("volume-" + volume + "." + snapshot);
        assertThat(host.open(volume)).isEqualTo(host.chain(volume));
        assertThat(host.guest.isFrozen()).isFalse();
        host.guest.awaitRecordAfter(CinderGuest.seen(volume), record);
        return snapshot;
    }

    /** Record, headers, hypervisor and directory agree; the guest writes on. */
    private static void assertSound(CinderGuest host, VolumeId volume, List<SnapshotId> snapshots) {
        Map<String, String> info = host.info(volume);
        List<String> chain = host.chain(volume);
        assertThat(chain).hasSize(snapshots.size() + 1);
        assertThat(host.open(volume)).isEqualTo(chain);
        assertThat(host.files(volume)).containsExactlyInAnyOrderElementsOf(chain);
        assertThat(info.get("active")).isEqualTo(chain.get(chain.size() - 1));
        assertThat(info).hasSize(snapshots.size() + 1);
        snapshots.forEach(snapshot -> {
            assertThat(chain.indexOf(info.get(snapshot.value())))
                    .as("file of " + snapshot)
                    .isPositive();
            assertThat(host.status(snapshot)).contains(SnapshotStatus.AVAILABLE);
        });
        long record = host.guest.lastRecord(CinderGuest.seen(volume));
        host.guest.awaitRecordAfter(CinderGuest.seen(volume), record);
    }

    /** Cinder takes a stale "90%" for done, and removes the file before it is merged. */
    @Test
    void aDeletionThatFailedIsRepeatedWithoutLoss(LibvirtLab lab, CinderLab cinder) {
        try (CinderGuest host = new CinderGuest(lab, cinder, 1)) {
            host.serve();
            VolumeId volume = host.volumes.get(0);
            SnapshotId oldest = taken(host, volume);
            SnapshotId newest = taken(host, volume);
            String digest = host.digest(volume, newest);
            // A job that nobody here began keeps the merge from being begun.
            String target = "vda";
            lab.virsh(
                    "blockcopy",
                    host.guest.name(),
                    target,
                    "--dest",
                    lab.newDirectory().resolve("copy").toString(),
                    "--bandwidth",
                    "1",
                    "--transient-job");
            host.serve(Map.of("deletion-patience-seconds", "0"));
            host.delete(oldest);
            host.await(oldest, SnapshotStatus.ERROR_DELETING);
            assertThat(host.chain(volume)).hasSize(3);
            lab.virsh("blockjob", host.guest.name(), target, "--abort");

            host.client.snapshots().resetStatus(oldest, "available");
            awaitNoticed(host, oldest);
            host.delete(oldest);
            host.awaitGone(oldest);

            assertSound(host, volume, List.of(newest));
            assertThat(host.digest(volume, newest)).isEqualTo(digest);
        }
    }

    /** Until Cinder has looked, which it does ever more rarely, it takes no notice of what an administrator has noted. */
    private static void awaitNoticed(CinderGuest host, SnapshotId snapshot) {
        Await.until("Cinder's notice", CinderGuest.PATIENCE, () -> {
            boolean settled = !host.status(snapshot).equals(Optional.of(SnapshotStatus.DELETING));
            if (settled && host.status(snapshot).equals(Optional.of(SnapshotStatus.ERROR_DELETING))) {
                host.client.snapshots().resetStatus(snapshot, "available");
            }
            return host.status(snapshot).equals(Optional.of(SnapshotStatus.AVAILABLE));
        });
    }

    @Test
    void fourVolumesHaveSnapshotsOfOneInstant(LibvirtLab lab, CinderLab cinder) throws Exception {
        try (CinderGuest host = new CinderGuest(lab, cinder, 4)) {
            host.serve(Map.of("rendezvous-seconds", "240"));
            host.guest.awaitRecordAfter(CinderGuest.seen(host.volumes.get(3)), 5);

            JsonNode asked =
                    group(host, "POST", "", "{\"volume_snapshots\": {\"volumes\": \"all\", \"quiesce\": \"require\"}}");
            String id = asked.get("id").stringValue();
            JsonNode[] seen = {asked};
            Await.until("the group", CinderGuest.PATIENCE, () -> {
                seen[0] = group(host, "GET", "/" + id, "");
                return !seen[0].get("status").stringValue().equals("creating");
            });

            assertThat(seen[0].get("status").stringValue())
                    .as(seen[0].toString())
                    .isEqualTo("available");
            assertThat(seen[0].get("consistency").stringValue()).isEqualTo("filesystem");
            assertThat(seen[0].get("frozen_ms").longValue()).isPositive();
            List<Records> records = new ArrayList<>();
            for (VolumeId volume : host.volumes) {
                records.add(Records.read(host.file(volume), "raw"));
                assertThat(host.chain(volume)).isEqualTo(host.open(volume)).hasSize(2);
            }
            Records.requireOnePointInTime(records);
            assertThat(host.guest.isFrozen()).isFalse();

            group(host, "DELETE", "/" + id, "");
            host.volumes.forEach(host::awaitNoSnapshots);
            host.volumes.forEach(volume -> assertSound(host, volume, List.of()));
        }
    }

    private static JsonNode group(CinderGuest host, String method, String path, String body) {
        URI uri = URI.create("http://127.0.0.1:" + host.cinder.computePort() + "/v2.1/" + host.cinder.project()
                + "/servers/" + host.id + "/os-volume-snapshots" + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return answer.get("volume_snapshots");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
