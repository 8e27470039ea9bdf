package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.cinder.api.SnapshotBody;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.resilience.Attempts;
import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.CatalogVolume;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.catalog.VolumeAttachment;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** Cinder as the volume service. */
final class CinderVolumeCatalog implements VolumeCatalog {
    private final CinderCalls calls;
    private final CinderVolumes volumes;
    private final CinderSnapshots snapshots;
    private final CinderAttachments attachments;
    private final StatusReports reports;
    private final MarkedRequests requests;
    private final Peer peer;

    CinderVolumeCatalog(CinderCalls calls, Peer peer) {
        this.calls = requireNonNull(calls, "calls is null");
        this.peer = requireNonNull(peer, "peer is null");
        volumes = new CinderVolumes(calls);
        snapshots = new CinderSnapshots(calls);
        attachments = new CinderAttachments(calls);
        reports = new StatusReports(calls, snapshots, peer);
        requests = new MarkedRequests(calls, snapshots);
    }

    @Override
    public Acknowledgement report(SnapshotOutcome outcome) {
        return reports.report(outcome);
    }

    @Override
    public Optional<CatalogVolume> volume(VolumeId id) {
        return volumes.find(id).map(CatalogValues::volume);
    }

    @Override
    public Optional<CatalogSnapshot> snapshot(SnapshotId id) {
        return snapshots.find(id).map(CatalogValues::snapshot);
    }

    @Override
    public List<CatalogSnapshot> snapshotsOf(VolumeId volume) {
        return snapshots.listOf(volume).stream().map(CatalogValues::snapshot).toList();
    }

    @Override
    public List<VolumeAttachment> attachmentsOf(GuestId guest) {
        return attachments.listOf(guest).stream().map(CatalogValues::attachment).toList();
    }

    @Override
    public List<VolumeAttachment> attachmentsOf(VolumeId volume) {
        return attachments.listOf(volume).stream()
                .map(CatalogValues::attachment)
                .toList();
    }

    @Override
    public CatalogSnapshot requestSnapshot(SnapshotRequest request) {
        return CatalogValues.snapshot(requests.make(request, CinderSnapshots.creation(request)));
    }

    @Override
    public void requestDeletion(SnapshotId id) {
        CinderCall call = CinderSnapshots.deletion(id);
        try {
            Attempts attempts = calls.send(call);
            HttpAnswer answer = attempts.answer();
            if (answer.isSuccess() || CinderErrors.isNotFound(answer)) {
                return;
            }
            if (answer.status() == 400 && isBeingDeleted(id)) {
                return;
            }
            throw CinderErrors.of(call, attempts);
        } catch (NoAnswer e) {
            throw CinderErrors.of(call, e);
        }
    }

    private boolean isBeingDeleted(SnapshotId id) {
        Optional<SnapshotBody> now = snapshots.find(id);
        return now.isEmpty() || now.get().status().startsWith("deleting");
    }

    @Override
    public Optional<SnapshotRecords> records() {
        return peer.keepsRecords(calls)
                ? Optional.of(new CinderSnapshotRecords(calls, snapshots, requests))
                : Optional.empty();
    }
}
