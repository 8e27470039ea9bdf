package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryCatalog;
import org.junit.jupiter.api.Test;

final class MemoryCatalogTest {
    private static final VolumeId VOLUME = VolumeId.random();
    private static final GuestId GUEST = new GuestId("6f2c6f9e-95a0-4a8d-8a8c-2f1d7c1f4a10");

    private final MemoryCatalog catalog = new MemoryCatalog();

    MemoryCatalogTest() {
        catalog.addVolume(VOLUME, VirtualSize.parse("1G"));
    }

    @Test
    void aSnapshotOfAnAttachedVolumeIsAskedForAndReported() {
        List<SnapshotId> asked = new ArrayList<>();
        catalog.attach(VOLUME, GUEST);
        catalog.onCreation(snapshot -> asked.add(snapshot.id()));
        SnapshotId snapshot = catalog.requestSnapshot(request("one")).id();
        assertThat(asked).containsExactly(snapshot);
        assertThat(statusOf(snapshot)).isEqualTo(SnapshotStatus.CREATING);

        assertThat(catalog.report(SnapshotOutcome.created(snapshot, Map.of()))).isEqualTo(Acknowledgement.ACCEPTED);
        assertThat(statusOf(snapshot)).isEqualTo(SnapshotStatus.AVAILABLE);
        assertThat(catalog.report(SnapshotOutcome.creationFailed(snapshot))).isEqualTo(Acknowledgement.TOO_LATE);
        assertThat(statusOf(snapshot)).isEqualTo(SnapshotStatus.AVAILABLE);
    }

    @Test
    void aRequestIsMadeOnce() {
        CatalogSnapshot first = catalog.requestSnapshot(request("same"));
        assertThat(catalog.requestSnapshot(request("same")).id()).isEqualTo(first.id());
        assertThat(catalog.snapshotsOf(VOLUME)).hasSize(1);
        assertThat(catalog.requestSnapshot(request("other")).id()).isNotEqualTo(first.id());
    }

    @Test
    void aFailedDeletionLeavesTheSnapshotToTheAdministrator() {
        catalog.attach(VOLUME, GUEST);
        SnapshotId snapshot = catalog.requestSnapshot(request("one")).id();
        catalog.report(SnapshotOutcome.created(snapshot, Map.of()));
        catalog.requestDeletion(snapshot);
        catalog.report(SnapshotOutcome.deletionFailed(snapshot));
        assertThat(statusOf(snapshot)).isEqualTo(SnapshotStatus.ERROR_DELETING);
        assertThatThrownBy(() -> catalog.requestDeletion(snapshot))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_REFUSED));
        catalog.resetStatus(snapshot, SnapshotStatus.AVAILABLE);
        catalog.requestDeletion(snapshot);
        assertThat(catalog.report(SnapshotOutcome.deleted(snapshot, Map.of()))).isEqualTo(Acknowledgement.ACCEPTED);
        assertThat(catalog.snapshot(snapshot)).isEmpty();
    }

    @Test
    void aFailureDoesNothing() {
        catalog.failNext(new SnapshotException(ErrorCode.CATALOG_UNREACHABLE, "as the test wants it"));
        assertThatThrownBy(() -> catalog.requestSnapshot(request("one"))).hasMessage("as the test wants it");
        assertThat(catalog.snapshotsOf(VOLUME)).isEmpty();
    }

    @Test
    void recordsAreKeptOnlyWhereDeclared() {
        assertThat(catalog.records()).isEmpty();
        catalog.keepRecords();
        SnapshotRecords records = catalog.records().orElseThrow();
        catalog.attach(VOLUME, GUEST);
        catalog.onCreation(snapshot -> {
            throw new AssertionError("nobody is asked");
        });
        SnapshotId snapshot = records.open(request("one")).id();
        assertThat(records.open(request("one")).id()).isEqualTo(snapshot);
        assertThat(records.complete(SnapshotOutcome.created(snapshot, Map.of())))
                .isEqualTo(Acknowledgement.ACCEPTED);
        assertThat(statusOf(snapshot)).isEqualTo(SnapshotStatus.AVAILABLE);
        records.remove(snapshot);
        assertThat(catalog.snapshot(snapshot)).isEmpty();
    }

    private SnapshotStatus statusOf(SnapshotId snapshot) {
        return catalog.snapshot(snapshot).orElseThrow().status();
    }

    private static SnapshotRequest request(String id) {
        return new SnapshotRequest(VOLUME, "a name", "", Map.of(), id);
    }
}
