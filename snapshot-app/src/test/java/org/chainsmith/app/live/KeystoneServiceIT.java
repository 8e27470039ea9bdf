package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.KeystoneExtension;
import org.chainsmith.testkit.lab.KeystoneLab;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The service as it is run in production, as the user {@code nova} of a real Keystone: Cinder finds it in the catalog, and it
 * Cinder; each of the two shows the other who it is. In a full run.
 */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@ExtendWith({LabExtension.class, KeystoneExtension.class})
@Timeout(600)
final class KeystoneServiceIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LibvirtLab lab;
    private final KeystoneLab keystone;

    KeystoneServiceIT(LibvirtLab lab, KeystoneLab keystone) {
        this.lab = lab;
        this.keystone = keystone;
    }

    @Test
    void aUsersSnapshotsOfAnAttachedVolumeAreTakenAndDeleted() {
        try (CinderGuest host = new CinderGuest(lab, keystone.cinder(), 1);
                ServiceProcess service = serve()) {
            VolumeId volume = host.volumes.get(0);
            SnapshotId oldest = taken(host, volume);
            SnapshotId newest = taken(host, volume);
            String digest = host.share.digest(volume, newest);
            for (SnapshotId gone : List.of(oldest, newest)) {
                assertThat(host.share.chain(volume)).isEqualTo(host.open(volume));
                host.delete(gone);
                host.awaitGone(gone);
                if (gone.equals(oldest)) {
                    assertThat(host.share.digest(volume, newest)).isEqualTo(digest);
                }
            }
            assertThat(host.share.chain(volume)).hasSize(1).isEqualTo(host.open(volume));
            long record = host.guest.lastRecord(CinderGuest.seen(volume));
            host.guest.awaitRecordAfter(CinderGuest.seen(volume), record);
            assertThat(service.errors()).doesNotContain("gAAAA");
        }
    }

    private static SnapshotId taken(CinderGuest host, VolumeId volume) {
        SnapshotId snapshot = host.create(volume);
        host.await(snapshot, SnapshotStatus.AVAILABLE);
        assertThat(host.share.info(volume).get("active")).isEqualTo("volume-" + volume + "." + snapshot);
        return snapshot;
    }

    @Test
    void onlyAGoodTokenWithARoleLetsSomebodyIn() {
        try (ServiceProcess service = serve()) {
            assertThat(status("")).isEqualTo(401);
            assertThat(status("gAAAAABnothing")).isEqualTo(401);
            assertThat(status(keystone.expiredToken())).isEqualTo(401);
            String revoked = keystone.token("nova", "service");
            keystone.revoke(revoked);
            assertThat(status(revoked)).isEqualTo(401);
            assertThat(status(keystone.token("demo", "demo"))).isEqualTo(403);
            // Let in, and then told that nothing was asked for.
            assertThat(status(keystone.token("cinder", "service"))).isEqualTo(400);
            assertThat(status(keystone.cinder().token())).isEqualTo(400);
            assertThat(service.errors()).doesNotContain("gAAAA");
        }
    }

    private int status(String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + keystone.cinder().computePort() + "/v2.1/os-assisted-volume-snapshots"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!token.isEmpty()) {
            request.header("X-Auth-Token", token);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ServiceProcess serve() {
        Path state = lab.newDirectory();
        try {
            Path configuration = Files.writeString(
                    state.resolve("compute.conf"),
                    "listen=127.0.0.1:" + keystone.cinder().computePort() + "\nconnect=" + lab.uri() + "\nstate-dir="
                            + state.resolve("state") + "\n");
            return ServiceProcess.serve(keystone.environment("nova", "service"), configuration)
                    .requireListening();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
