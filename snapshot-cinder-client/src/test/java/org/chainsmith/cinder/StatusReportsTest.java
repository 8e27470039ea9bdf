package org.chainsmith.cinder;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chainsmith.cinder.FakeCinder.accepted;
import static org.chainsmith.cinder.FakeCinder.error;
import static org.chainsmith.cinder.FakeCinder.json;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import java.util.List;
import java.util.Map;
import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which words outcomes are told, and how it is found out which ones the other side understands. */
final class StatusReportsTest {
    private static final VolumeId VOLUME = new VolumeId("0a5c9c0e-5f0c-4a57-9d0e-4f1fc8b0d001");
    private static final SnapshotId SNAPSHOT = new SnapshotId("5c1e7c0e-5f0c-4a57-9d0e-4f1fc8b0d002");
    private static final String ACTION = "/v3/p/snapshots/" + SNAPSHOT + "/action";
    private static final Map<ImageName, ImageFormat> FORMATS =
            Map.of(new ImageName("volume-b"), ImageFormat.QCOW2, new ImageName("volume-a"), ImageFormat.RAW);

    private final FakeCinder cinder = new FakeCinder();
    private final VolumeCatalog catalog = cinder.client().catalog();

    @AfterEach
    void stop() {
        cinder.close();
    }

    @Test
    void todaysCinderHears90PercentForDoneAnd0ForFailed() {
        cinder.answer(post(urlPathEqualTo(ACTION)), accepted());
        assertThat(toldOfEachKind())
                .containsExactly(
                        "{\"os-update_snapshot_status\":{\"status\":\"creating\",\"progress\":\"90%\"}}",
                        "{\"os-update_snapshot_status\":{\"status\":\"error\",\"progress\":\"0%\"}}",
                        "{\"os-update_snapshot_status\":{\"status\":\"deleting\",\"progress\":\"90%\"}}",
                        "{\"os-update_snapshot_status\":{\"status\":\"error_deleting\",\"progress\":\"0%\"}}");
    }

    @Test
    void whoDeclaresItHearsAStatusOfItsOwnAndTheFormats() {
        cinder.declare("os-snapshot-actions", Peer.DETAILED_STATUS);
        cinder.answer(post(urlPathEqualTo(ACTION)), accepted());
        assertThat(toldOfEachKind())
                .containsExactly(
                        "{\"os-update_snapshot_status\":{\"status\":\"creating_compute_complete\","
                                + "\"file_format\":{\"volume-a\":\"raw\",\"volume-b\":\"qcow2\"}}}",
                        "{\"os-update_snapshot_status\":{\"status\":\"error\",\"progress\":\"0%\"}}",
                        "{\"os-update_snapshot_status\":{\"status\":\"deleting_compute_complete\","
                                + "\"file_format\":{\"volume-a\":\"raw\",\"volume-b\":\"qcow2\"}}}",
                        "{\"os-update_snapshot_status\":{\"status\":\"error_deleting\",\"progress\":\"0%\"}}");
    }

    @Test
    void itIsAskedOnceWhatTheOtherSideUnderstands() {
        cinder.answer(post(urlPathEqualTo(ACTION)), accepted());
        toldOfEachKind();
        assertThat(catalog.records()).isEmpty();
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void whoDoesNotTellIsAskedByTryingAndItsRefusalIsRemembered() {
        cinder.answer(get(urlPathEqualTo("/v3/p/extensions")), error(404, "itemNotFound", "no such list"));
        cinder.answer(post(urlPathEqualTo(ACTION)), accepted());
        String refusal = "Invalid input for field/attribute os-update_snapshot_status. "
                + "Additional properties are not allowed ('file_format' was unexpected)";
        cinder.answer(withFormats(), error(400, "badRequest", refusal));

        assertThat(catalog.report(SnapshotOutcome.created(SNAPSHOT, FORMATS))).isEqualTo(Acknowledgement.ACCEPTED);
        assertThat(told()).hasSize(2).last().asString().contains("90%");
        assertThat(catalog.report(SnapshotOutcome.deleted(SNAPSHOT, FORMATS))).isEqualTo(Acknowledgement.ACCEPTED);
        assertThat(told()).hasSize(3).last().asString().contains("90%");
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void aDeclarationThatDoesNotHoldIsFoundOut() {
        cinder.declare(Peer.DETAILED_STATUS);
        cinder.answer(post(urlPathEqualTo(ACTION)), accepted());
        cinder.answer(withFormats(), error(400, "badRequest", "Snapshot status creating_compute_complete not allowed"));
        assertThat(catalog.report(SnapshotOutcome.created(SNAPSHOT, FORMATS))).isEqualTo(Acknowledgement.ACCEPTED);
        assertThat(told()).hasSize(2).last().asString().contains("90%");
    }

    @Test
    void recordsAreOpenedCompletedAndRemovedWhereDeclared() {
        cinder.declare(Peer.RECORDS);
        SnapshotRecords records = catalog.records().orElseThrow();
        cinder.answer(get(urlPathEqualTo("/v3/p/snapshots/detail")), json(200, Map.of("snapshots", List.of())));
        cinder.answer(
                post(urlPathEqualTo("/v3/p/volumes/" + VOLUME + "/action")),
                json(
                        202,
                        Map.of(
                                "snapshot",
                                Map.of("id", SNAPSHOT.value(), "volume_id", VOLUME.value(), "status", "creating"))));
        cinder.answer(post(urlPathEqualTo(ACTION)), accepted());

        SnapshotRequest request = new SnapshotRequest(VOLUME, "a name", "", Map.of(), "the-request");
        assertThat(records.open(request).id()).isEqualTo(SNAPSHOT);
        assertThat(records.complete(SnapshotOutcome.created(SNAPSHOT, FORMATS))).isEqualTo(Acknowledgement.ACCEPTED);
        assertThat(records.complete(SnapshotOutcome.creationFailed(SNAPSHOT))).isEqualTo(Acknowledgement.ACCEPTED);
        records.remove(SNAPSHOT);
        assertThat(told())
                .containsExactly(
                        "{\"os-create_snapshot_metadata\":{\"display_name\":\"a name\",\"display_description\":\"\","
                                + "\"metadata\":{\"chainsmith-request\":\"the-request\"}}}",
                        "{\"os-finalize_snapshot_metadata\":{\"status\":\"available\","
                                + "\"file_format\":{\"volume-a\":\"raw\",\"volume-b\":\"qcow2\"}}}",
                        "{\"os-finalize_snapshot_metadata\":{\"status\":\"error\",\"file_format\":{}}}",
                        "{\"os-delete_snapshot_metadata\":{}}");
    }

    private static MappingBuilder withFormats() {
        return post(urlPathEqualTo(ACTION)).atPriority(1).withRequestBody(matchingJsonPath("$..file_format"));
    }

    private List<String> toldOfEachKind() {
        catalog.report(SnapshotOutcome.created(SNAPSHOT, FORMATS));
        catalog.report(SnapshotOutcome.creationFailed(SNAPSHOT));
        catalog.report(SnapshotOutcome.deleted(SNAPSHOT, FORMATS));
        catalog.report(SnapshotOutcome.deletionFailed(SNAPSHOT));
        return told();
    }

    private List<String> told() {
        return cinder.received().stream()
                .filter(request -> request.getMethod().getName().equals("POST"))
                .map(request -> request.getBodyAsString())
                .toList();
    }

    private long asked() {
        return cinder.received().stream()
                .filter(request -> request.getUrl().endsWith("/extensions"))
                .count();
    }
}
