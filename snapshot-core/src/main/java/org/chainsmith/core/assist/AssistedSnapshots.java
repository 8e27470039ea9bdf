package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * The compute side of a volume service. A request is checked, written down and answered at once; then it is carried out,
 * again and again until it is known how it ended; then that is reported, again and again until the service has
 * acknowledged it. A request that is repeated joins the one that runs. After a restart, {@link #resume} goes on with
 * everything.
 */
public final class AssistedSnapshots {
    private static final int REMEMBERED = 1000;

    /**
     * How it works.
     *
     * @param lockWait how long an operation waits for another one on the same volume
     * @param policy whether guests stand still while single snapshots are taken
     * @param freezeDeadline how long a guest may stand still
     * @param rendezvous how long the members of a group are waited for
     */
    public record Settings(
            Duration lockWait, QuiescePolicy policy, Duration freezeDeadline, Duration rendezvous, Patience patience) {
        public Settings {
            requireNonNull(lockWait, "lockWait is null");
            requireNonNull(policy, "policy is null");
            requireNonNull(freezeDeadline, "freezeDeadline is null");
            requireNonNull(rendezvous, "rendezvous is null");
            requireNonNull(patience, "patience is null");
        }
    }

    /**
     * Where the work is done.
     *
     * @param creations takes snapshots
     * @param deletions merges, which may take hours; how many at once is its own choice
     * @param disks work on the disks of a group side by side, for those that take it, which wait for them
     * @param talk talks to the volume service
     */
    public record Threads(Executor creations, Executor deletions, Executor disks, Executor talk, Timer timer) {
        public Threads {
            requireNonNull(creations, "creations is null");
            requireNonNull(deletions, "deletions is null");
            requireNonNull(disks, "disks is null");
            requireNonNull(talk, "talk is null");
            requireNonNull(timer, "timer is null");
        }

        private Executor of(Work work) {
            return work.first().request().isCreation() ? creations : deletions;
        }
    }

    private final AttachedVolumes volumes;
    private final VolumeCatalog catalog;
    private final RequestLog log;
    private final Settings settings;
    private final Threads threads;
    private final Clock time;
    private final Assistance assistance;
    private final Performer performer;
    private final Reporter reporter;
    private final Groups groups;
    private final Aftercare aftercare;
    private final AbandonedSnapshots abandoned;
    private final Map<VolumeId, Object> doors = new ConcurrentHashMap<>();
    private final Map<VolumeId, Work> running = new ConcurrentHashMap<>();
    private final Deque<Entry> past = new ArrayDeque<>();

    public AssistedSnapshots(
            AttachedVolumes volumes,
            VolumeCatalog catalog,
            RequestLog log,
            GroupLog groupLog,
            Settings settings,
            Threads threads,
            Clock time,
            Assistance assistance) {
        this.volumes = requireNonNull(volumes, "volumes is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.log = requireNonNull(log, "log is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.threads = requireNonNull(threads, "threads is null");
        this.time = requireNonNull(time, "time is null");
        this.assistance = requireNonNull(assistance, "assistance is null");
        this.groups = new Groups(groupLog, catalog);
        this.performer = new Performer(
                volumes, catalog, groups, settings.lockWait(), settings.freezeDeadline(), threads.disks());
        this.reporter = new Reporter(
                catalog, log, settings.patience(), threads.talk(), threads.timer(), assistance, this::told);
        this.aftercare = new Aftercare(performer, catalog, settings.patience(), threads, assistance);
        this.abandoned = new AbandonedSnapshots(catalog, settings.patience(), threads.talk(), threads.timer());
    }

    /**
     * Accepts a request, or joins the same one that runs already. When it returns, the request is durable.
     *
     * @throws SnapshotException nothing was changed, and nothing will be; VOLUME_BUSY if another request runs
     */
    public OperationId submit(AssistedRequest request) {
        return submit(
                request,
                () -> request instanceof AssistedRequest.Create create
                        ? groups.groupOf(create, time.instant())
                        : Optional.empty());
    }

    private OperationId submit(AssistedRequest request, Supplier<Optional<OperationId>> groupOf) {
        synchronized (doors.computeIfAbsent(request.volume(), unused -> new Object())) {
            try {
                Work busy = running.get(request.volume());
                return busy != null && !busy.isOver() ? joined(busy, request) : accept(request, groupOf);
            } catch (SnapshotException e) {
                giveUpGroupOf(request, e);
                throw e;
            }
        }
    }

    private OperationId accept(AssistedRequest request, Supplier<Optional<OperationId>> groupOf) {
        performer.check(request, settings.policy());
        Optional<OperationId> group = groupOf.get();
        Entry entry = Entry.accepted(request, time.instant(), group);
        log.accept(entry);
        assistance.accepted(entry);
        group.ifPresentOrElse(id -> gather(id, entry), () -> start(new Work(List.of(entry), settings.policy(), false)));
        return entry.id();
    }

    private static OperationId joined(Work busy, AssistedRequest request) {
        return busy.entries().stream()
                .filter(entry -> entry.request().equals(request))
                .findFirst()
                .map(Entry::id)
                .orElseThrow(() -> new SnapshotException(
                                ErrorCode.VOLUME_BUSY,
                                "Another request is being worked on for volume " + request.volume() + ": "
                                        + busy.first().request() + ". Nothing was changed.")
                        .ofVolume(request.volume()));
    }

    // ---- groups ----

    /**
     * Takes a snapshot of several volumes of a guest, at one instant. Where the volume service keeps records of snapshots
     * that it has no hand in, that is all it is asked for; else it is asked for a snapshot of each volume, and the disks are
     * switched when it has called for all of them. Returns when it was asked.
     *
     * @throws SnapshotException nothing was switched, and nothing will be
     */
    public Group take(Group.GroupRequest request) {
        Optional<SnapshotRecords> records = catalog.records();
        Group group = new GroupMembers(volumes)
                .group(request, time.instant(), records.isPresent() ? Group.Form.RECORDED : Group.Form.CALLED_FOR);
        if (records.isPresent()) {
            return takeRecorded(group, records.get());
        }
        groups.begin(group);
        threads.timer().after(settings.rendezvous(), () -> expire(group.id()));
        return new GroupAsking(catalog::requestSnapshot, groups, threads.talk(), this::giveUp).ask(group);
    }

    private Group takeRecorded(Group begun, SnapshotRecords records) {
        groups.begin(begun);
        Group group = new GroupAsking(records::open, groups, threads.talk(), this::giveUp).ask(begun);
        try {
            group.snapshots()
                    .forEach((volume, snapshot) ->
                            submit(new AssistedRequest.Take(volume, snapshot), () -> Optional.of(group.id())));
        } catch (SnapshotException e) {
            giveUp(group.id(), String.valueOf(e.getMessage()));
            throw e.inOperation(group.id());
        }
        return group;
    }

    public Optional<Group> group(OperationId id) {
        return groups.find(id);
    }

    private void gather(OperationId group, Entry entry) {
        running.put(entry.request().volume(), new Work(List.of(entry), settings.policy(), false));
        try {
            groups.arrive(group, entry).ifPresent(all -> start(new Work(all, policyOf(group), false)));
        } catch (SnapshotException e) {
            end(
                    new Work(List.of(entry), settings.policy(), false),
                    failed(List.of(entry), String.valueOf(e.getMessage())));
        }
    }

    /** The volume service does not call again for what was refused: the others need not wait for it. */
    private void giveUpGroupOf(AssistedRequest request, SnapshotException refusal) {
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
                end(new Work(here, settings.policy(), false), failed(here, "Group " + group + " has failed: " + why));
            }
            abandoned.close(groups.find(group).orElseThrow());
        });
    }

    // ---- carrying out ----

    private void start(Work work) {
        work.entries().forEach(entry -> running.put(entry.request().volume(), work));
        threads.of(work).execute(() -> attempt(work));
    }

    private void attempt(Work work) {
        if (work.isGivenUp()) {
            goOnAfter(work, new SnapshotException(ErrorCode.JOB_CANCELLED, "Cancelled. Nothing was changed."));
            return;
        }
        work.begin();
        Performer.Done done;
        try {
            done = performer.perform(work);
        } catch (SnapshotException e) {
            goOnAfter(work, e);
            return;
        } catch (RuntimeException e) {
            goOnAfter(work, new SnapshotException(ErrorCode.INTERNAL, "Unexpected error: " + e, e));
            return;
        }
        done.reached().ifPresent(reached -> assistance.taken(work.first(), reached));
        assistance.copied(work.first(), done.copiedBytes());
        work.first()
                .group()
                .ifPresent(id ->
                        groups.end(id, group -> group.taken(done.reached().or(group::reached))));
        end(work, done.verdicts());
        work.first().group().flatMap(groups::find).ifPresent(abandoned::close);
    }

    private void goOnAfter(Work work, SnapshotException error) {
        Entry first = work.first();
        boolean late = settings.patience().isOver(first.request(), first.accepted(), time.instant());
        if (work.goesOnAfter(error, late)) {
            Duration pause = settings.patience().pause(work.attempts());
            assistance.retried(first, error, pause);
            threads.timer().after(pause, () -> threads.of(work).execute(() -> attempt(work)));
        } else {
            String why = error.code().id() + ": " + error.getMessage();
            first.group().ifPresent(id -> groups.end(id, group -> group.failed(why)));
            end(work, failed(work.entries(), why));
            first.group().flatMap(groups::find).ifPresent(abandoned::close);
        }
    }

    private static List<Verdict> failed(List<Entry> entries, String why) {
        return entries.stream()
                .map(entry -> new Verdict(entry.request().failure(), why))
                .toList();
    }

    /** Writes down how it ended, then reports it. What cannot be written down is tried again as a whole. */
    private void end(Work work, List<Verdict> verdicts) {
        for (int i = 0; i < verdicts.size(); i++) {
            Entry entry = work.entries().get(i);
            Verdict verdict = verdicts.get(i);
            if (entry.verdict().isPresent()) {
                continue; // by a process before this one
            }
            try {
                log.settle(entry, verdict);
            } catch (SnapshotException e) {
                Duration pause = settings.patience().pause(work.attempts() + 1);
                assistance.retried(entry, e, pause);
                int from = i;
                Work rest = new Work(work.entries().subList(from, verdicts.size()), work.policy(), false);
                threads.timer().after(pause, () -> end(rest, verdicts.subList(from, verdicts.size())));
                return;
            }
            Entry settled = entry.settled(verdict);
            assistance.settled(settled, verdict, Duration.between(entry.accepted(), time.instant()));
            remember(settled);
            running.computeIfPresent(entry.request().volume(), (volume, now) -> now.isOf(entry.id()) ? null : now);
            reporter.report(settled);
        }
        work.end();
    }

    private void told(Entry entry, Acknowledgement answer) {
        Entry told = entry.reported(answer);
        remember(told);
        aftercare.begin(told);
    }

    // ---- after a restart ----

    /** Goes on with everything that was not acknowledged. Called once, before the first request is submitted. */
    public void resume() {
        groups.load();
        Map<OperationId, List<Entry>> grouped = new HashMap<>();
        Map<VolumeId, Entry> newest = new HashMap<>();
        for (Entry entry : log.entries()) {
            remember(entry);
            newest.put(entry.request().volume(), entry);
            if (entry.verdict().isPresent()) {
                if (entry.acknowledgement().isEmpty()) {
                    assistance.accepted(entry);
                    reporter.report(entry);
                }
            } else if (entry.group().isEmpty()) {
                assistance.accepted(entry);
                start(new Work(List.of(entry), settings.policy(), true));
            }
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
        grouped.values()
                .forEach(members -> unsettled(members)
                        .forEach(entry ->
                                start(new Work(List.of(entry), settings.policy(), true)))); // no record of a group
        newest.values().stream()
                .filter(entry -> entry.acknowledgement().isPresent())
                .forEach(aftercare::begin);
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
            start(new Work(members, group.request().policy(), true));
        } else {
            String why =
                    group.note().isEmpty() ? "The service was restarted before all members had come." : group.note();
            groups.end(group.id(), known -> known.failed(why));
            end(new Work(unsettled, settings.policy(), false), failed(unsettled, why));
            abandoned.close(groups.find(group.id()).orElseThrow());
        }
    }

    // ---- looking ----

    /** Everything that runs, and what ended lately, oldest first. */
    public List<AssistedOperation> operations() {
        List<AssistedOperation> all = new ArrayList<>();
        synchronized (past) {
            past.forEach(entry -> all.add(AssistedOperation.past(entry, aftercare.note(entry.id()))));
        }
        running.values().stream()
                .distinct()
                .flatMap(work -> work.entries().stream().map(entry -> AssistedOperation.running(entry, work)))
                .sorted(Comparator.comparing(operation -> operation.entry().accepted()))
                .forEach(all::add);
        return all;
    }

    /** Of how many operations the volume service has no record, although they were done and cannot be undone. */
    public long behind() {
        return aftercare.behind();
    }

    /**
     * Gives up a deletion that runs or waits. What was merged wholly is reported as such all the same.
     *
     * @throws SnapshotException OPERATION_NOT_FOUND; NOT_SUPPORTED for a creation, which takes no time
     */
    public void cancel(OperationId id) {
        Work work = running.values().stream()
                .filter(each -> each.isOf(id))
                .findFirst()
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.OPERATION_NOT_FOUND, "No operation " + id + " is being worked on."));
        AssistedRequest request = work.first().request();
        if (request.isCreation()) {
            throw new SnapshotException(
                    ErrorCode.NOT_SUPPORTED, "Only a deletion can be cancelled, not " + request + ".");
        }
        work.cancel();
        AttachedVolume volume = volumes.find(request.volume());
        volume.backend().live().cancelJob(volume.at());
    }

    /** Whether the data of a snapshot is being removed, or is gone and its record is still there. */
    boolean isRemoving(SnapshotId snapshot) {
        return operations().stream()
                .map(AssistedOperation::entry)
                .filter(entry -> entry.request() instanceof AssistedRequest.Remove
                        && entry.request().snapshot().equals(snapshot))
                .anyMatch(entry -> entry.acknowledgement().isEmpty());
    }

    private void remember(Entry entry) {
        synchronized (past) {
            past.removeIf(known -> known.id().equals(entry.id()));
            if (entry.verdict().isPresent()) {
                past.addLast(entry);
            }
            while (past.size() > REMEMBERED) {
                past.removeFirst();
            }
        }
    }
}
