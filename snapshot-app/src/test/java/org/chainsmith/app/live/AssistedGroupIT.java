package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.CinderExtension;
import org.chainsmith.testkit.lab.CinderLab;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.Records;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Snapshots of four volumes of a running guest at one instant, through an unmodified Cinder. */
@ExtendWith({LabExtension.class, CinderExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
final class AssistedGroupIT {
    private final CinderGuest host;
    private final VolumeId troubled;

    AssistedGroupIT(LibvirtLab lab, CinderLab cinder) {
        host = new CinderGuest(lab, cinder, 4);
        troubled = host.volumes.get(2);
    }

    @AfterAll
    void end() {
        host.close();
    }

    private JsonNode awaitEnd(String group) {
        JsonNode[] seen = {host.group(group)};
        Await.until("group " + group, CinderGuest.PATIENCE, () -> {
            seen[0] = host.group(group);
            return !seen[0].get("status").stringValue().equals("creating")
                    && seen[0].get("snapshots")
                            .valueStream()
                            .noneMatch(each -> each.get("status").stringValue().equals("creating"));
        });
        return seen[0];
    }

    @Test
    void fourVolumesHaveSnapshotsOfOneInstant() {
        host.serve(Map.of("rendezvous-seconds", "240"));
        host.guest.awaitRecordAfter(CinderGuest.seen(host.volumes.get(3)), 5);

        String id = host.createGroup().get("id").stringValue();
        JsonNode seen = awaitEnd(id);

        assertThat(seen.get("status").stringValue()).as(seen.toString()).isEqualTo("available");
        assertThat(seen.get("consistency").stringValue()).isEqualTo("filesystem");
        assertThat(seen.get("frozen_ms").longValue()).isPositive();
        Records.requireOnePointInTime(
                host.volumes.stream().map(host.share::sealed).toList());
        host.volumes.forEach(volume -> assertThat(host.share.chain(volume))
                .isEqualTo(host.open(volume))
                .hasSize(2));
        assertThat(host.guest.isFrozen()).isFalse();

        host.deleteGroup(id);
        host.volumes.forEach(host::awaitNoSnapshots);
        host.volumes.forEach(volume -> host.assertSound(volume, List.of()));
    }

    /** Cinder cannot read its own record of a volume, so that it never gets as far as to call for it. */
    @Test
    void aMemberThatCinderCannotPrepareFailsAllOfThem() throws IOException {
        host.serve(Map.of("rendezvous-seconds", "15"));
        Map<VolumeId, List<String>> chains = chains();
        Path info = host.cinder.share().resolve("volume-" + troubled + ".info");
        boolean hadOne = Files.exists(info);
        String before = hadOne ? Files.readString(info) : "";
        Files.writeString(info, "damaged");

        String id = host.createGroup().get("id").stringValue();
        JsonNode seen = awaitEnd(id);
        if (hadOne) {
            Files.writeString(info, before);
        } else {
            Files.delete(info);
        }

        assertThat(seen.get("note").stringValue()).contains(troubled.value());
        assertNothingIsLeft(seen, chains);
    }

    /** A job that nobody here began runs on one of the disks. */
    @Test
    void aMemberThatCannotBeSwitchedFailsAllOfThemAtOnce() {
        host.serve(Map.of("rendezvous-seconds", "550"));
        Map<VolumeId, List<String>> chains = chains();
        host.beginForeignJob(troubled);

        String id = host.createGroup().get("id").stringValue();
        JsonNode seen = awaitEnd(id);
        host.abortForeignJob(troubled);

        assertThat(seen.get("note").stringValue()).contains(troubled.value(), "was refused");
        assertNothingIsLeft(seen, chains);
    }

    @Test
    void aVolumeInAStateWithoutSnapshotsFailsAllOfThem() {
        host.serve(Map.of("rendezvous-seconds", "550"));
        Map<VolumeId, List<String>> chains = chains();
        host.cinder.cinder("reset-state", "--state", "maintenance", troubled.value());

        assertThatThrownBy(host::createGroup)
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining(troubled.value());
        Await.until(
                "the end of all snapshots",
                CinderGuest.PATIENCE,
                () -> requested().stream().allMatch(each -> each.status() == SnapshotStatus.ERROR));
        host.cinder.cinder("reset-state", "--state", "in-use", troubled.value());

        assertDeletable(requested().stream().map(CatalogSnapshot::id).toList(), chains);
    }

    private List<CatalogSnapshot> requested() {
        return host.volumes.stream()
                .flatMap(volume -> host.catalog.snapshotsOf(volume).stream())
                .toList();
    }

    private Map<VolumeId, List<String>> chains() {
        Map<VolumeId, List<String>> chains = new TreeMap<>();
        host.volumes.forEach(volume -> chains.put(volume, host.share.chain(volume)));
        return chains;
    }

    private void assertNothingIsLeft(JsonNode group, Map<VolumeId, List<String>> chains) {
        assertThat(group.get("status").stringValue()).as(group.toString()).isEqualTo("error");
        assertThat(group.get("snapshots")
                        .valueStream()
                        .map(each -> each.get("status").stringValue()))
                .as(group.toString())
                .hasSize(4)
                .containsOnly("error");
        assertDeletable(
                group.get("snapshots")
                        .valueStream()
                        .map(each -> new SnapshotId(each.get("snapshot_id").stringValue()))
                        .toList(),
                chains);
    }

    /** No disk was switched, and Cinder gets rid of the snapshots; not of their overlays, which it leaves for ever. */
    private void assertDeletable(List<SnapshotId> snapshots, Map<VolumeId, List<String>> chains) {
        assertThat(chains()).isEqualTo(chains);
        host.volumes.forEach(volume -> assertThat(host.open(volume)).isEqualTo(chains.get(volume)));
        host.delete(snapshots.toArray(SnapshotId[]::new));
        host.volumes.forEach(host::awaitNoSnapshots);
        for (VolumeId volume : host.volumes) {
            for (String left : host.share.files(volume)) {
                if (!host.share.chain(volume).contains(left)) {
                    assertThat(Set.copyOf(snapshots)).contains(CinderShare.snapshotOf(left));
                    host.share.remove(left);
                }
            }
            host.assertSound(volume, List.of());
        }
    }
}
