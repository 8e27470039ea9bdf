package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * A snapshot of several volumes of one guest, all of the same instant.
 *
 * @param devices those of the volumes that are devices of the host: the volume service takes their snapshots by itself,
 *     while the guest stands still
 * @param form how the snapshots come about
 * @param snapshots of each volume the one that the volume service made for it, as far as that is known
 * @param reached what it is worth; empty until it is taken, or if that is not known any more
 * @param note why it failed; empty if it did not
 */
public record Group(
        OperationId id,
        GroupRequest request,
        List<VolumeId> volumes,
        List<VolumeId> devices,
        Instant created,
        Form form,
        Map<VolumeId, SnapshotId> snapshots,
        Status status,
        Optional<Consistency> reached,
        String note) {
    /** How the snapshots come about. */
    public enum Form {
        /** The volume service is asked for each, makes the overlay, and calls. */
        CALLED_FOR,
        /** The volume service keeps the records; all else is done here. */
        RECORDED
    }

    /** How far it is. */
    public enum Status {
        /** The volume service was asked for the snapshots or their records; not all have come yet. */
        GATHERING,
        /** All disks were switched at one instant. */
        TAKEN,
        /** No disk was switched. */
        FAILED
    }

    /**
     * What was asked for.
     *
     * @param volumes which of the guest's; empty for all
     */
    public record GroupRequest(
            GuestId guest,
            List<VolumeId> volumes,
            String name,
            String description,
            Map<String, String> metadata,
            QuiescePolicy policy) {
        public GroupRequest {
            requireNonNull(guest, "guest is null");
            volumes = volumes.stream().distinct().sorted().toList();
            requireNonNull(name, "name is null");
            requireNonNull(description, "description is null");
            metadata = Map.copyOf(metadata);
            requireNonNull(policy, "policy is null");
        }
    }

    public Group {
        requireNonNull(id, "id is null");
        requireNonNull(request, "request is null");
        volumes = List.copyOf(volumes);
        devices = List.copyOf(devices);
        requireNonNull(created, "created is null");
        requireNonNull(form, "form is null");
        snapshots = Map.copyOf(snapshots);
        requireNonNull(status, "status is null");
        requireNonNull(reached, "reached is null");
        requireNonNull(note, "note is null");
    }

    static Group begun(GroupRequest request, List<VolumeId> volumes, List<VolumeId> devices, Instant now, Form form) {
        return new Group(
                OperationId.random(),
                request,
                volumes,
                devices,
                now,
                form,
                Map.of(),
                Status.GATHERING,
                Optional.empty(),
                "");
    }

    /** The volumes that are files, whose disks are switched. */
    List<VolumeId> files() {
        return volumes.stream().filter(volume -> !devices.contains(volume)).toList();
    }

    /** What the volume service is asked for, for one of the volumes. The mark tells its call for it from all others. */
    SnapshotRequest snapshotOf(VolumeId volume) {
        return new SnapshotRequest(
                volume, request.name(), request.description(), request.metadata(), id + "." + volume);
    }

    Group with(VolumeId volume, SnapshotId snapshot) {
        Map<VolumeId, SnapshotId> known = new TreeMap<>(snapshots);
        known.put(volume, snapshot);
        return new Group(id, request, volumes, devices, created, form, known, status, reached, note);
    }

    Group taken(Optional<Consistency> worth) {
        return new Group(id, request, volumes, devices, created, form, snapshots, Status.TAKEN, worth, "");
    }

    Group failed(String why) {
        return new Group(id, request, volumes, devices, created, form, snapshots, Status.FAILED, Optional.empty(), why);
    }
}
