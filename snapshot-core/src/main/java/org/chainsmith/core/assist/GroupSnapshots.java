package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** Snapshots of several volumes at one instant, as a caller sees them: with the states that the volume service tells. */
public final class GroupSnapshots {
    private final AssistedSnapshots snapshots;
    private final VolumeCatalog catalog;

    public GroupSnapshots(AssistedSnapshots snapshots, VolumeCatalog catalog) {
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    /**
     * A group as the volume service sees it.
     *
     * @param status {@code creating}, {@code available}, {@code error}, {@code deleting}, {@code error_deleting}, {@code
     *     deleted}, {@code unknown}
     * @param snapshots the same of each volume's snapshot
     */
    public record Seen(String status, Map<VolumeId, String> snapshots) {
        public Seen {
            requireNonNull(status, "status is null");
            snapshots = Map.copyOf(snapshots);
        }
    }

    /** {@link AssistedSnapshots#take}. */
    public Group take(Group.GroupRequest request) {
        return snapshots.take(request);
    }

    public Optional<Group> find(OperationId id) {
        return snapshots.group(id);
    }

    /**
     * Begins to delete all snapshots of the group: asks the volume service to, or removes them and their records where it
     * has no hand in them. May be repeated.
     *
     * @throws SnapshotException of the first one that cannot be deleted; the others are
     */
    public void delete(Group group) {
        Optional<SnapshotException> failure = Optional.empty();
        for (Map.Entry<VolumeId, SnapshotId> each : group.snapshots().entrySet()) {
            try {
                delete(group.form(), each.getKey(), each.getValue());
            } catch (SnapshotException e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        failure.ifPresent(e -> {
            throw e;
        });
    }

    private void delete(Group.Form form, VolumeId volume, SnapshotId snapshot) {
        switch (form) {
            case CALLED_FOR -> catalog.requestDeletion(snapshot);
            case RECORDED -> {
                if (catalog.snapshot(snapshot).isPresent()) {
                    snapshots.submit(new AssistedRequest.Remove(volume, snapshot));
                }
            }
        }
    }

    /** How the group and its snapshots are now. */
    public Seen look(Group group) {
        Group now = snapshots.group(group.id()).orElse(group);
        Map<VolumeId, String> states = new TreeMap<>();
        now.volumes().forEach(volume -> states.put(volume, state(now, volume)));
        return new Seen(together(now, states.values()), states);
    }

    private String state(Group group, VolumeId volume) {
        SnapshotId snapshot = group.snapshots().get(volume);
        if (snapshot == null) {
            return group.status() == Group.Status.GATHERING ? "creating" : "error";
        }
        try {
            return catalog.snapshot(snapshot)
                    .map(known -> snapshots.isRemoving(snapshot) ? SnapshotStatus.DELETING : known.status())
                    .map(status -> status.name().toLowerCase(Locale.ROOT))
                    .orElse("deleted");
        } catch (SnapshotException e) {
            return "unknown";
        }
    }

    /** The state that needs most attention is that of all; before and after that, how far the slowest is. */
    private static String together(Group group, Collection<String> states) {
        if (group.status() == Group.Status.FAILED) {
            return states.stream().allMatch("deleted"::equals) ? "deleted" : "error";
        }
        for (String state : new String[] {"error_deleting", "error", "unknown", "deleting", "creating", "other"}) {
            if (states.contains(state)) {
                return state.equals("other") ? "unknown" : state;
            }
        }
        if (states.stream().allMatch("deleted"::equals)) {
            return "deleted";
        }
        return group.status() == Group.Status.GATHERING ? "creating" : "available";
    }
}
