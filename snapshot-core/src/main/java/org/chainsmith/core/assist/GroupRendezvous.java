package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.quiesce.QuiescePolicy;

/** Lets the members of groups come together, and gives up a group to which one does not come. */
final class GroupRendezvous {
    private final AttachedVolumes volumes;
    private final VolumeCatalog catalog;
    private final Groups groups;
    private final AbandonedSnapshots abandoned;
    private final RunningWork running;
    private final AssistedSnapshots.Settings settings;
    private final AssistedSnapshots.Threads threads;
    private final Clock time;
    private final Assistance assistance;

    GroupRendezvous(
            AttachedVolumes volumes,
            VolumeCatalog catalog,
            Groups groups,
            AbandonedSnapshots abandoned,
            RunningWork running,
            AssistedSnapshots.Settings settings,
            AssistedSnapshots.Threads threads,
            Clock time,
            Assistance assistance) {
        this.volumes = requireNonNull(volumes, "volumes is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.groups = requireNonNull(groups, "groups is null");
        this.abandoned = requireNonNull(abandoned, "abandoned is null");
        this.running = requireNonNull(running, "running is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.threads = requireNonNull(threads, "threads is null");
        this.time = requireNonNull(time, "time is null");
        this.assistance = requireNonNull(assistance, "assistance is null");
    }

    /** The group that this request is a member of. */
    Optional<OperationId> groupOf(AssistedRequest request) {
        return request instanceof AssistedRequest.Create create
                ? groups.groupOf(create, time.instant())
                : Optional.empty();
    }

    /**
     * Begins a group: see {@link AssistedSnapshots#take}.
     *
     * @param submitted accepts the request of a member that nobody calls for
     */
    Group take(Group.GroupRequest request, BiConsumer<AssistedRequest, OperationId> submitted) {
        Optional<SnapshotRecords> records = catalog.records();
        Group group = new GroupMembers(volumes)
                .group(request, time.instant(), records.isPresent() ? Group.Form.RECORDED : Group.Form.CALLED_FOR);
        if (records.isPresent()) {
            return takeRecorded(group, records.get(), submitted);
        }
        groups.begin(group);
        threads.timer().after(settings.rendezvous(), () -> expire(group.id()));
        return new GroupAsking(catalog::requestSnapshot, groups, threads.talk(), this::giveUp).ask(group);
    }

    private Group takeRecorded(
            Group begun, SnapshotRecords records, BiConsumer<AssistedRequest, OperationId> submitted) {
        groups.begin(begun);
        Group group = new GroupAsking(records::open, groups, threads.talk(), this::giveUp).ask(begun);
        try {
            group.snapshots()
                    .forEach((volume, snapshot) ->
                            submitted.accept(new AssistedRequest.Take(volume, snapshot), group.id()));
        } catch (SnapshotException e) {
            giveUp(group.id(), String.valueOf(e.getMessage()));
            throw e.inOperation(group.id());
        }
        return group;
    }

    /** A member has come. */
    void gather(OperationId group, Entry entry) {
        running.hold(entry);
        try {
            groups.arrive(group, entry).ifPresent(all -> running.start(new Work(all, policyOf(group), false)));
        } catch (SnapshotException e) {
            running.refuse(List.of(entry), String.valueOf(e.getMessage()));
        }
    }

    /** The volume service does not call again for what was refused: the others need not wait for it. */
    void giveUpGroupOf(AssistedRequest request, SnapshotException refusal) {
        if (request instanceof AssistedRequest.Create create) {
            try {
                groups.groupOf(create, time.instant())
                        .ifPresent(id -> giveUp(
                                id,
                                "The call for volume " + create.volume() + " was refused: " + refusal.getMessage()));
            } catch (SnapshotException e) {
                return; // it has failed before; or whose call it was is not known, and the others wait their time
            }
        }
    }

    private QuiescePolicy policyOf(OperationId group) {
        return groups.find(group).map(known -> known.request().policy()).orElse(settings.policy());
    }

    private void expire(OperationId group) {
        giveUp(
                group,
                "After " + settings.rendezvous().toSeconds() + " s the volume service had not called for "
                        + groups.missing(group) + ".");
    }

    private void giveUp(OperationId group, String why) {
        groups.giveUp(group, why).ifPresent(here -> {
            if (!here.isEmpty()) {
                running.refuse(here, "Group " + group + " has failed: " + why);
            }
            abandoned.close(groups.find(group).orElseThrow());
        });
    }

    /** Goes on with what a process before this one had begun. */
    void resume(List<Entry> logged) {
        Map<OperationId, List<Entry>> grouped = new HashMap<>();
        for (Entry entry : logged) {
            entry.group()
                    .ifPresent(id -> grouped.computeIfAbsent(id, unused -> new ArrayList<>())
                            .add(entry));
        }
        groups.all().forEach(group -> {
            List<Entry> members =
                    Optional.ofNullable(grouped.remove(group.id())).orElse(List.of());
            if (group.status() == Group.Status.GATHERING || !unsettled(members).isEmpty()) {
                resume(group, members);
            } else if (groups.isRecent(group, time.instant())) {
                abandoned.close(group);
            }
        });
        grouped.values().forEach(members -> unsettled(members).forEach(running::resume)); // no record of a group
    }

    private static List<Entry> unsettled(List<Entry> entries) {
        return entries.stream().filter(entry -> entry.verdict().isEmpty()).toList();
    }

    /** A group of which all had come may have been switched: all of it or nothing. One of which some had not, was not. */
    private void resume(Group group, List<Entry> members) {
        List<Entry> unsettled = unsettled(members);
        unsettled.forEach(assistance::accepted);
        if (group.status() != Group.Status.FAILED
                && members.size() == group.files().size()) {
            running.start(new Work(members, group.request().policy(), true));
        } else {
            String why =
                    group.note().isEmpty() ? "The service was restarted before all members had come." : group.note();
            groups.end(group.id(), known -> known.failed(why));
            running.refuse(unsettled, why);
            abandoned.close(groups.find(group.id()).orElseThrow());
        }
    }
}
