package org.chainsmith.cinder;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chainsmith.cinder.FakeCinder.json;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.chainsmith.cinder.api.AttachmentBody;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.keystone.CloudSettings;
import org.chainsmith.cinder.keystone.Keystone;
import org.chainsmith.cinder.keystone.KeystoneSession;
import org.chainsmith.cinder.keystone.TokenIdentity;
import org.chainsmith.cinder.keystone.TokenValidator;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.Test;

/** The samples of docs/how-to/talk-to-cinder-from-java.md. The page shows them line by line. */
final class CinderSampleTest {
    private static final Path PAGE = Path.of("../docs/how-to/talk-to-cinder-from-java.md");
    private static final Path SOURCE = Path.of("src/test/java/org/chainsmith/cinder/CinderSampleTest.java");
    private static final Pattern SAMPLE = Pattern.compile("(?s)// begin sample\n(.*?)\n *// end sample");

    CinderClient fromEnvironment() {
        // begin sample
        CinderClient cinder = CinderClient.of(CloudSettings.fromEnvironment(), Limits.defaults(), Clock.systemUTC());
        // end sample
        return cinder;
    }

    private static CinderClient at(URI url, String token) {
        // begin sample
        CinderClient cinder = CinderClient.at(url, Secret.of(token), Limits.defaults(), Clock.systemUTC());
        // end sample
        return cinder;
    }

    private static Acknowledgement snapshot(CinderClient cinder, VolumeId volume) {
        // begin sample
        VolumeCatalog catalog = cinder.catalog();
        String id = UUID.randomUUID().toString(); // keep it: asking again with it is safe
        SnapshotRequest request = new SnapshotRequest(volume, "nightly", "", Map.of(), id);
        CatalogSnapshot snapshot = catalog.requestSnapshot(request);
        // end sample
        SnapshotId asked = snapshot.id();
        String overlay = "volume-" + volume + "." + asked;
        // begin sample
        Map<ImageName, ImageFormat> formats = Map.of(new ImageName(overlay), ImageFormat.QCOW2);
        Acknowledgement heard = catalog.report(SnapshotOutcome.created(asked, formats));
        // end sample
        return heard;
    }

    private static void attach(CinderClient cinder, VolumeId volume, GuestId guest) {
        // begin sample
        AttachmentBody attachment = cinder.attachments().reserve(volume, guest);
        cinder.attachments().connect(attachment.id(), Map.of("host", "compute-1", "mountpoint", "/dev/vdb"));
        cinder.attachments().complete(attachment.id());
        // end sample
    }

    Optional<TokenIdentity> check(Keystone keystone, CloudSettings settings, String header) {
        // begin sample
        KeystoneSession own = new KeystoneSession(keystone, settings, Clock.systemUTC());
        TokenValidator validator = TokenValidator.of(keystone, own, Clock.systemUTC());
        Optional<TokenIdentity> caller = validator.validate(header);
        // end sample
        return caller;
    }

    @Test
    void theSamplesDoWhatThePageSays() {
        try (FakeCinder fake = new FakeCinder()) {
            VolumeId volume = VolumeId.random();
            SnapshotId snapshot = SnapshotId.random();
            fake.answer(any(anyUrl()).atPriority(60), FakeCinder.accepted());
            fake.answer(get(urlPathEqualTo("/v3/p/snapshots/detail")), json(200, Map.of("snapshots", List.of())));
            fake.answer(
                    post(urlPathEqualTo("/v3/p/snapshots")),
                    json(
                            202,
                            Map.of(
                                    "snapshot",
                                    Map.of(
                                            "id",
                                            snapshot.value(),
                                            "volume_id",
                                            volume.value(),
                                            "status",
                                            "creating"))));
            Map<String, Object> attachment =
                    Map.of("attachment", Map.of("id", "a1", "volume_id", volume.value(), "status", "reserved"));
            fake.answer(post(urlPathEqualTo("/v3/p/attachments")), json(200, attachment));
            fake.answer(put(urlPathEqualTo("/v3/p/attachments/a1")), json(200, attachment));

            CinderClient cinder = at(fake.endpoint(), "a token");
            assertThat(snapshot(cinder, volume)).isEqualTo(Acknowledgement.ACCEPTED);
            attach(cinder, volume, new GuestId("3f5f2a5e-7d4f-4b0e-9a4e-0c6d3c1b2a10"));
            assertThat(fake.sent())
                    .containsExactly(
                            "GET /snapshots/detail",
                            "POST /snapshots",
                            "POST /snapshots/" + snapshot + "/action",
                            "POST /attachments",
                            "PUT /attachments/a1",
                            "POST /attachments/a1/action");
        }
    }

    @Test
    void thePageShowsExactlyTheseLines() throws IOException {
        String page = Files.readString(PAGE);
        List<String> samples = SAMPLE.matcher(Files.readString(SOURCE))
                .results()
                .map(sample -> sample.group(1).stripIndent())
                .toList();
        assertThat(samples).hasSize(6).allSatisfy(sample -> assertThat(page).contains("```java\n" + sample + "\n```"));
    }
}
