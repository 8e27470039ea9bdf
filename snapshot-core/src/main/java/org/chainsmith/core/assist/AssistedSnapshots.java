package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.backend.VolumeCatalog;
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

        Executor of(Work work) {
            return work.first().request().isCreation() ? creations : deletions;
        }
    }

    private final AttachedVolumes volumes;
    private final RequestLog log;
    private final Settings settings;
    private final Clock time;
    private final Assistance assistance;
    private final Performer performer;
    private final Groups groups;
    private final RunningWork running;
    private final GroupRendezvous rendezvous;
    private final Map<VolumeId, Object> doors = new ConcurrentHashMap<>();

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
        this.log = requireNonNull(log, "log is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.time = requireNonNull(time, "time is null");
        this.assistance = requireNonNull(assistance, "assistance is null");
        this.groups = new Groups(groupLog, catalog);
        this.performer = new Performer(
                volumes, catalog, groups, settings.lockWait(), settings.freezeDeadline(), threads.disks());
        AbandonedSnapshots abandoned =
                new AbandonedSnapshots(catalog, settings.patience(), threads.talk(), threads.timer());
        this.running = new RunningWork(performer, catalog, log, groups, abandoned, settings, threads, time, assistance);
        this.rendezvous =
                new GroupRendezvous(volumes, catalog, groups, abandoned, running, settings, threads, time, assistance);
    }

    /**
     * Accepts a request, or joins the same one that runs already. When it returns, the request is durable.
     *
     * @throws SnapshotException nothing was changed, and nothing will be; VOLUME_BUSY if another request runs
     */
    public OperationId submit(AssistedRequest request) {
        return submit(request, () -> rendezvous.groupOf(request));
    }

    private OperationId submit(AssistedRequest request, Supplier<Optional<OperationId>> groupOf) {
        synchronized (doors.computeIfAbsent(request.volume(), unused -> new Object())) {
            try {
                return running.on(request.volume())
                        .map(busy -> joined(busy, request))
                        .orElseGet(() -> accept(request, groupOf));
            } catch (SnapshotException e) {
                rendezvous.giveUpGroupOf(request, e);
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
        group.ifPresentOrElse(
                id -> rendezvous.gather(id, entry),
                () -> running.start(new Work(List.of(entry), settings.policy(), false)));
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

    /**
     * Takes a snapshot of several volumes of a guest, at one instant. Where the volume service keeps records of snapshots
     * that it has no hand in, that is all it is asked for; else it is asked for a snapshot of each volume, and the disks are
     * switched when it has called for all of them. Returns when it was asked.
     *
     * @throws SnapshotException nothing was switched, and nothing will be
     */
    public Group take(Group.GroupRequest request) {
        return rendezvous.take(request, (member, group) -> submit(member, () -> Optional.of(group)));
    }

    public Optional<Group> group(OperationId id) {
        return groups.find(id);
    }

    /** Goes on with everything that was not acknowledged. Called once, before the first request is submitted. */
    public void resume() {
        groups.load();
        List<Entry> entries = log.entries();
        Map<VolumeId, Entry> newest = new HashMap<>();
        for (Entry entry : entries) {
            running.remember(entry);
            newest.put(entry.request().volume(), entry);
            boolean settled = entry.verdict().isPresent();
            if (settled ? entry.acknowledgement().isEmpty() : entry.group().isEmpty()) {
                running.resume(entry);
            }
        }
        rendezvous.resume(entries);
        newest.values().stream()
                .filter(entry -> entry.acknowledgement().isPresent())
                .forEach(running::lookAfter);
    }

    /** Everything that runs, and what ended lately, oldest first. */
    public List<AssistedOperation> operations() {
        return running.operations();
    }

    /** Of how many operations the volume service has no record, although they were done and cannot be undone. */
    public long behind() {
        return running.behind();
    }

    /**
     * Gives up a deletion that runs or waits. What was merged wholly is reported as such all the same.
     *
     * @throws SnapshotException OPERATION_NOT_FOUND; NOT_SUPPORTED for a creation, which takes no time
     */
    public void cancel(OperationId id) {
        Work work = running.of(id)
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
}
