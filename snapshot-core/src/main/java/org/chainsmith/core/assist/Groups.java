package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** Where the volume service's calls for the members of a group meet. */
final class Groups {
    /** For so long calls for a group that has failed are told from others. */
    private static final Duration MEMORY = Duration.ofHours(3);

    private final GroupLog log;
    private final VolumeCatalog catalog;
    private final Map<OperationId, Group> known = new LinkedHashMap<>();
    private final Map<OperationId, List<Entry>> arrived = new HashMap<>();

    Groups(GroupLog log, VolumeCatalog catalog) {
        this.log = requireNonNull(log, "log is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    synchronized void load() {
        log.groups().forEach(group -> known.put(group.id(), group));
    }

    synchronized void begin(Group group) {
        log.save(group);
        known.put(group.id(), group);
        arrived.put(group.id(), new ArrayList<>());
    }

    synchronized Optional<Group> find(OperationId id) {
        return Optional.ofNullable(known.get(id));
    }

    synchronized List<Group> all() {
        return List.copyOf(known.values());
    }

    synchronized Group named(OperationId id, VolumeId volume, SnapshotId snapshot) {
        return save(id, group -> group.with(volume, snapshot));
    }

    synchronized void end(OperationId id, UnaryOperator<Group> how) {
        save(id, how);
        arrived.remove(id);
    }

    private Group save(OperationId id, UnaryOperator<Group> change) {
        Group changed = change.apply(requireNonNull(known.get(id), "no group " + id));
        log.save(changed);
        known.put(id, changed);
        return changed;
    }

    /**
     * The group that waits for this snapshot; empty if it is not part of one, or of one that was taken.
     *
     * @throws SnapshotException GROUP_FAILED; what the volume service throws
     */
    Optional<OperationId> groupOf(AssistedRequest.Create create, Instant now) {
        List<Group> candidates = candidates(create.volume(), now);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> mark = catalog.snapshot(create.snapshot()).flatMap(CatalogSnapshot::request);
        Optional<Group> group = candidates.stream()
                .filter(each ->
                        mark.equals(Optional.of(each.snapshotOf(create.volume()).request())))
                .findFirst();
        group.filter(each -> each.status() == Group.Status.FAILED).ifPresent(each -> {
            throw new SnapshotException(
                            ErrorCode.GROUP_FAILED,
                            "The snapshot " + create.snapshot() + " is part of group " + each.id()
                                    + ", which has failed: " + each.note() + " Nothing was changed.")
                    .ofVolume(create.volume());
        });
        return group.map(Group::id);
    }

    private synchronized List<Group> candidates(VolumeId volume, Instant now) {
        return known.values().stream()
                .filter(group -> group.form() == Group.Form.CALLED_FOR)
                .filter(group -> group.status() == Group.Status.GATHERING
                        || (group.status() == Group.Status.FAILED && isRecent(group, now)))
                .filter(group -> group.files().contains(volume))
                .toList();
    }

    boolean isRecent(Group group, Instant now) {
        return group.created().plus(MEMORY).isAfter(now);
    }

    /** A member has come. Returns all of them if it was the last one; fails if the group has failed meanwhile. */
    synchronized Optional<List<Entry>> arrive(OperationId id, Entry entry) {
        Group group = requireNonNull(known.get(id), "no group " + id);
        List<Entry> here = arrived.get(id);
        if (group.status() != Group.Status.GATHERING || here == null) {
            throw new SnapshotException(
                    ErrorCode.GROUP_FAILED, "Group " + id + " has failed: " + group.note() + " Nothing was changed.");
        }
        here.add(entry);
        if (here.size() < group.files().size()) {
            return Optional.empty();
        }
        arrived.remove(id); // from now on nothing but its work ends it
        return Optional.of(List.copyOf(here));
    }

    /** Gives up a group of which not all members have come. Returns those that have; empty if it is past that. */
    synchronized Optional<List<Entry>> giveUp(OperationId id, String why) {
        List<Entry> here = arrived.get(id);
        if (here == null) {
            return Optional.empty();
        }
        save(id, group -> group.failed(why));
        arrived.remove(id);
        return Optional.of(List.copyOf(here));
    }

    /** The volumes that have not come yet. */
    synchronized List<VolumeId> missing(OperationId id) {
        List<VolumeId> here = arrived.getOrDefault(id, List.of()).stream()
                .map(entry -> entry.request().volume())
                .toList();
        return requireNonNull(known.get(id), "no group " + id).files().stream()
                .filter(volume -> !here.contains(volume))
                .toList();
    }
}
