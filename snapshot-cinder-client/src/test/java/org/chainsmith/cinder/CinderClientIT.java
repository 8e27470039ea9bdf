package org.chainsmith.cinder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.chainsmith.cinder.api.AttachmentBody;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.catalog.VolumeAttachment;
import org.chainsmith.core.catalog.VolumeStatus;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.CinderExtension;
import org.chainsmith.testkit.lab.CinderLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The client against a real Cinder; for volumes in use the compute side only listens. */
@ExtendWith(CinderExtension.class)
final class CinderClientIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final GuestId GUEST = new GuestId("3f5f2a5e-7d4f-4b0e-9a4e-0c6d3c1b2a10");

    private final CinderLab lab;
    private final CinderClient client;
    private final VolumeCatalog catalog;
    private SilentCompute compute;

    CinderClientIT(CinderLab lab) {
        this.lab = lab;
        client = CinderClient.at(lab.endpoint(), Secret.of(lab.token()), Limits.defaults(), Clock.systemUTC());
        catalog = client.catalog();
    }

    @BeforeEach
    void listen() throws IOException {
        compute = SilentCompute.on(lab.computePort());
    }

    @AfterEach
    void stop() {
        compute.close();
    }

    @Test
    void listsAreReadPageByPage() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(client.volumes().create("page " + i, 1, Map.of()).id());
        }
        List<String> paged =
                client.volumes().list(2).stream().map(volume -> volume.id()).toList();
        assertThat(paged).containsAll(made).doesNotHaveDuplicates();
        assertThat(client.volumes().list())
                .extracting(volume -> volume.id())
                .containsExactlyInAnyOrderElementsOf(paged);
    }

    @Test
    void aSnapshotOfAVolumeThatIsNotAttachedIsMadeOnce() {
        VolumeId volume = available();
        SnapshotRequest request = request(volume);
        CatalogSnapshot first = catalog.requestSnapshot(request);
        assertThat(catalog.requestSnapshot(request).id()).isEqualTo(first.id());
        awaitStatus(first.id(), SnapshotStatus.AVAILABLE);
        assertThat(catalog.snapshotsOf(volume)).extracting(CatalogSnapshot::id).containsExactly(first.id());
        assertThat(compute.requests()).isEmpty();

        catalog.requestDeletion(first.id());
        catalog.requestDeletion(first.id());
        Await.until("the deletion", PATIENCE, () -> catalog.snapshot(first.id()).isEmpty());
        catalog.requestDeletion(first.id());
    }

    @Test
    void theOutcomeOfASnapshotOfAnAttachedVolumeIsToldOnceAndHeard() throws IOException {
        VolumeId volume = attached();
        assertThat(catalog.volume(volume).orElseThrow().status()).isEqualTo(VolumeStatus.IN_USE);
        assertThat(catalog.volume(volume).orElseThrow().guests()).containsExactly(GUEST);
        VolumeAttachment attachment = catalog.attachmentsOf(volume).get(0);
        assertThat(catalog.attachmentsOf(GUEST)).contains(attachment);
        assertThat(attachment.guest()).contains(GUEST);
        assertThat(attachment.connection().orElseThrow().isFile()).isTrue();
        assertThat(attachment.connection().orElseThrow().file()).contains("volume-" + volume);

        SnapshotId snapshot = catalog.requestSnapshot(request(volume)).id();
        compute.await("POST", snapshot);
        String overlay = "volume-" + volume + "." + snapshot;
        assertThat(catalog.report(SnapshotOutcome.created(snapshot, Map.of(new ImageName(overlay), ImageFormat.QCOW2))))
                .isEqualTo(Acknowledgement.ACCEPTED);
        awaitStatus(snapshot, SnapshotStatus.AVAILABLE);
        assertThat(info(volume)).contains("\"active\": \"" + overlay + "\"");
        assertThat(catalog.report(SnapshotOutcome.created(snapshot, Map.of())))
                .as("heard again, as if heard once")
                .isEqualTo(Acknowledgement.ACCEPTED);
        assertThat(catalog.report(SnapshotOutcome.creationFailed(snapshot))).isEqualTo(Acknowledgement.TOO_LATE);

        catalog.requestDeletion(snapshot);
        compute.await("DELETE", snapshot);
        assertThat(catalog.report(SnapshotOutcome.deletionFailed(snapshot))).isEqualTo(Acknowledgement.ACCEPTED);
        awaitStatus(snapshot, SnapshotStatus.ERROR_DELETING);
        assertThatThrownBy(() -> catalog.requestDeletion(snapshot))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_REFUSED));

        // Deleted again after a failure: nothing that was told before counts as told now.
        String before = info(volume);
        compute.forget();
        awaitNoticed(snapshot);
        client.snapshots().resetStatus(snapshot, "available");
        catalog.requestDeletion(snapshot);
        compute.await("DELETE", snapshot);
        assertThat(catalog.snapshot(snapshot).orElseThrow().status()).isEqualTo(SnapshotStatus.DELETING);
        assertThat(lab.share().resolve(overlay)).exists();
        assertThat(info(volume)).isEqualTo(before);
        assertThat(catalog.report(SnapshotOutcome.deletionFailed(snapshot))).isEqualTo(Acknowledgement.ACCEPTED);
        awaitStatus(snapshot, SnapshotStatus.ERROR_DELETING);
    }

    @Test
    void aFailureIsToldAndWhatIsUnknownIsTooLate() {
        VolumeId volume = attached();
        SnapshotId snapshot = catalog.requestSnapshot(request(volume)).id();
        compute.await("POST", snapshot);
        assertThat(catalog.report(SnapshotOutcome.creationFailed(snapshot))).isEqualTo(Acknowledgement.ACCEPTED);
        awaitStatus(snapshot, SnapshotStatus.ERROR);
        assertThat(catalog.report(SnapshotOutcome.created(snapshot, Map.of()))).isEqualTo(Acknowledgement.TOO_LATE);
        assertThat(catalog.report(SnapshotOutcome.created(SnapshotId.random(), Map.of())))
                .isEqualTo(Acknowledgement.TOO_LATE);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        VolumeId nothing = VolumeId.random();
        assertThat(catalog.volume(nothing)).isEmpty();
        assertThat(catalog.snapshot(SnapshotId.random())).isEmpty();
        assertThat(catalog.snapshotsOf(nothing)).isEmpty();
        assertThat(catalog.attachmentsOf(nothing)).isEmpty();
        assertThat(catalog.records()).isEmpty();
        assertThatThrownBy(() -> catalog.requestSnapshot(request(nothing)))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VOLUME_NOT_FOUND));
    }

    /** Cinder looks every second, or later. Until then it takes no notice of what an administrator has noted meanwhile. */
    private void awaitNoticed(SnapshotId snapshot) {
        Await.until("Cinder's notice", PATIENCE, () -> {
            try {
                return Files.readString(lab.log()).contains("Unable to delete snapshot " + snapshot);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private VolumeId available() {
        VolumeId volume =
                new VolumeId(client.volumes().create("a volume", 1, Map.of()).id());
        Await.until(
                "the volume",
                PATIENCE,
                () -> catalog.volume(volume).orElseThrow().status() == VolumeStatus.AVAILABLE);
        return volume;
    }

    private VolumeId attached() {
        VolumeId volume = available();
        AttachmentBody attachment = client.attachments().reserve(volume, GUEST);
        client.attachments().connect(attachment.id(), lab.connector());
        client.attachments().complete(attachment.id());
        return volume;
    }

    private static SnapshotRequest request(VolumeId volume) {
        return new SnapshotRequest(
                volume, "a snapshot", "of a test", Map.of(), UUID.randomUUID().toString());
    }

    private void awaitStatus(SnapshotId snapshot, SnapshotStatus status) {
        Await.until(
                "snapshot " + status,
                PATIENCE,
                () -> catalog.snapshot(snapshot).orElseThrow().status() == status);
    }

    private String info(VolumeId volume) throws IOException {
        Path file = lab.share().resolve("volume-" + volume + ".info");
        return Files.readString(file);
    }
}
