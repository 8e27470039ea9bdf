package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.CatalogVolume;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.catalog.VolumeAttachment;
import org.chainsmith.core.catalog.VolumeConnection;
import org.chainsmith.core.catalog.VolumeStatus;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * A volume service in memory: states of volumes and snapshots as Cinder's, without files, quotas and time-outs.
 *
 * <p>A test says what the service does on its own: {@link #onCreation} and {@link #onDeletion} are its calls to the compute
 * side, {@link #failNext} what it answers instead of doing something.
 */
public final class MemoryCatalog implements VolumeCatalog {
    private final Map<VolumeId, CatalogVolume> volumes = new HashMap<>();
    private final Map<VolumeId, VolumeAttachment> attachments = new HashMap<>();
    private final Map<SnapshotId, CatalogSnapshot> snapshots = new HashMap<>();
    private final List<SnapshotOutcome> reports = new ArrayList<>();
    private final Deque<SnapshotException> failures = new ArrayDeque<>();
    private final MemorySnapshotRecords records;
    private Consumer<CatalogSnapshot> creation = snapshot -> {};
    private Consumer<CatalogSnapshot> deletion = snapshot -> {};
    private boolean keepsRecords;
    private long clock;

    public MemoryCatalog() {
        records = new MemorySnapshotRecords(this);
    }

    // ---- what a test says ----

    /** Adds a volume that is attached to nobody. */
    public synchronized void addVolume(VolumeId id, VirtualSize size) {
        volumes.put(id, new CatalogVolume(id, "", VolumeStatus.AVAILABLE, size, Set.of(), Map.of()));
    }

    /** Attaches a volume as a file in a share. */
    public void attach(VolumeId volume, GuestId guest) {
        attach(volume, guest, "nfs");
    }

    /** Attaches a volume by any protocol. */
    public synchronized void attach(VolumeId id, GuestId guest, String protocol) {
        CatalogVolume volume = requireVolume(id);
        volumes.put(
                id,
                new CatalogVolume(
                        id, volume.name(), VolumeStatus.IN_USE, volume.size(), Set.of(guest), volume.metadata()));
        VolumeConnection connection = new VolumeConnection(protocol, Optional.of("volume-" + id), Optional.of("raw"));
        attachments.put(
                id,
                new VolumeAttachment(
                        "attachment-" + id,
                        id,
                        Optional.of(guest),
                        Optional.of(VolumeAttachment.Status.ATTACHED),
                        Optional.of(connection)));
    }

    /** What an administrator does with {@code cinder snapshot-reset-state}. */
    public synchronized void resetStatus(SnapshotId id, SnapshotStatus status) {
        CatalogSnapshot snapshot = requireNonNull(snapshots.get(id), "no snapshot " + id);
        put(snapshot, status);
    }

    /** Called with each snapshot of an attached volume that is to be created; outside of any lock. */
    public synchronized void onCreation(Consumer<CatalogSnapshot> call) {
        creation = requireNonNull(call, "call is null");
    }

    /** Called with each snapshot of an attached volume that is to be deleted; outside of any lock. */
    public synchronized void onDeletion(Consumer<CatalogSnapshot> call) {
        deletion = requireNonNull(call, "call is null");
    }

    /** Lets one of the next calls fail, in the order given. Nothing is done in that call. */
    public synchronized void failNext(SnapshotException failure) {
        failures.add(failure);
    }

    /** From now on it declares that it keeps records of snapshots that it has no hand in. */
    public synchronized void keepRecords() {
        keepsRecords = true;
    }

    /** Everything that was reported, accepted or not, in order. */
    public synchronized List<SnapshotOutcome> reports() {
        return List.copyOf(reports);
    }

    // ---- what a caller of the port sees ----

    @Override
    public synchronized Acknowledgement report(SnapshotOutcome outcome) {
        failAsSaid();
        reports.add(outcome);
        CatalogSnapshot snapshot = snapshots.get(outcome.snapshot());
        SnapshotStatus waits = outcome.kind().isOfCreation() ? SnapshotStatus.CREATING : SnapshotStatus.DELETING;
        if (snapshot == null || snapshot.status() != waits) {
            return Acknowledgement.TOO_LATE;
        }
        settle(snapshot, outcome.kind());
        return Acknowledgement.ACCEPTED;
    }

    void settle(CatalogSnapshot snapshot, SnapshotOutcome.Kind kind) {
        switch (kind) {
            case CREATED -> put(snapshot, SnapshotStatus.AVAILABLE);
            case CREATION_FAILED -> put(snapshot, SnapshotStatus.ERROR);
            case DELETED -> snapshots.remove(snapshot.id());
            case DELETION_FAILED -> put(snapshot, SnapshotStatus.ERROR_DELETING);
        }
    }

    @Override
    public synchronized Optional<CatalogVolume> volume(VolumeId id) {
        failAsSaid();
        return Optional.ofNullable(volumes.get(id));
    }

    @Override
    public synchronized Optional<CatalogSnapshot> snapshot(SnapshotId id) {
        failAsSaid();
        return Optional.ofNullable(snapshots.get(id));
    }

    @Override
    public synchronized List<CatalogSnapshot> snapshotsOf(VolumeId volume) {
        failAsSaid();
        return snapshots.values().stream()
                .filter(snapshot -> snapshot.volume().equals(volume))
                .sorted(Comparator.comparing(snapshot -> snapshot.created().orElseThrow()))
                .toList();
    }

    @Override
    public synchronized List<VolumeAttachment> attachmentsOf(GuestId guest) {
        failAsSaid();
        return attachments.values().stream()
                .filter(attachment -> attachment.guest().equals(Optional.of(guest)))
                .toList();
    }

    @Override
    public synchronized List<VolumeAttachment> attachmentsOf(VolumeId volume) {
        failAsSaid();
        return Optional.ofNullable(attachments.get(volume)).stream().toList();
    }

    @Override
    public CatalogSnapshot requestSnapshot(SnapshotRequest request) {
        CatalogSnapshot created;
        Consumer<CatalogSnapshot> call;
        synchronized (this) {
            failAsSaid();
            Optional<CatalogSnapshot> known = find(request);
            if (known.isPresent()) {
                return known.get();
            }
            created = create(request);
            call = attachments.containsKey(request.volume()) ? creation : this::available;
        }
        call.accept(created);
        return created;
    }

    private synchronized void available(CatalogSnapshot snapshot) {
        put(snapshot, SnapshotStatus.AVAILABLE);
    }

    Optional<CatalogSnapshot> find(SnapshotRequest request) {
        return snapshots.values().stream()
                .filter(snapshot -> snapshot.request().equals(Optional.of(request.request())))
                .findFirst();
    }

    CatalogSnapshot create(SnapshotRequest request) {
        requireVolume(request.volume());
        clock++;
        CatalogSnapshot snapshot = new CatalogSnapshot(
                SnapshotId.random(),
                request.volume(),
                request.name(),
                SnapshotStatus.CREATING,
                Optional.of(Instant.ofEpochSecond(clock)),
                request.markedMetadata());
        snapshots.put(snapshot.id(), snapshot);
        return snapshot;
    }

    @Override
    public void requestDeletion(SnapshotId id) {
        CatalogSnapshot deleting;
        Consumer<CatalogSnapshot> call;
        synchronized (this) {
            failAsSaid();
            CatalogSnapshot snapshot = snapshots.get(id);
            if (snapshot == null || snapshot.status() == SnapshotStatus.DELETING) {
                return;
            }
            if (snapshot.status() != SnapshotStatus.AVAILABLE && snapshot.status() != SnapshotStatus.ERROR) {
                throw new SnapshotException(
                        ErrorCode.CATALOG_REFUSED,
                        "Snapshot " + id + " is " + snapshot.status() + " and cannot be deleted.");
            }
            deleting = put(snapshot, SnapshotStatus.DELETING);
            call = attachments.containsKey(snapshot.volume()) ? deletion : this::forget;
        }
        call.accept(deleting);
    }

    private synchronized void forget(CatalogSnapshot snapshot) {
        snapshots.remove(snapshot.id());
    }

    void remove(SnapshotId id) {
        snapshots.remove(id);
    }

    @Override
    public synchronized Optional<SnapshotRecords> records() {
        return keepsRecords ? Optional.of(records) : Optional.empty();
    }

    private CatalogSnapshot put(CatalogSnapshot old, SnapshotStatus status) {
        CatalogSnapshot now =
                new CatalogSnapshot(old.id(), old.volume(), old.name(), status, old.created(), old.metadata());
        snapshots.put(old.id(), now);
        return now;
    }

    private CatalogVolume requireVolume(VolumeId id) {
        CatalogVolume volume = volumes.get(id);
        if (volume == null) {
            throw new SnapshotException(ErrorCode.VOLUME_NOT_FOUND, "There is no volume " + id + ".").ofVolume(id);
        }
        return volume;
    }

    void failAsSaid() {
        SnapshotException failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
    }
}
