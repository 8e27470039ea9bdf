package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.snapshot.VolumeId;

/** Work that is tried until it is known how it ended, which is then written down, reported, and remembered for a while. */
final class RunningWork {
    private static final int REMEMBERED = 1000;

    private final Performer performer;
    private final RequestLog log;
    private final Groups groups;
    private final AbandonedSnapshots abandoned;
    private final AssistedSnapshots.Settings settings;
    private final AssistedSnapshots.Threads threads;
    private final Clock time;
    private final Assistance assistance;
    private final Reporter reporter;
    private final Aftercare aftercare;
    private final Map<VolumeId, Work> running = new ConcurrentHashMap<>();
    private final Deque<Entry> past = new ArrayDeque<>();

    RunningWork(
            Performer performer,
            VolumeCatalog catalog,
            RequestLog log,
            Groups groups,
            AbandonedSnapshots abandoned,
            AssistedSnapshots.Settings settings,
            AssistedSnapshots.Threads threads,
            Clock time,
            Assistance assistance) {
        this.performer = requireNonNull(performer, "performer is null");
        this.log = requireNonNull(log, "log is null");
        this.groups = requireNonNull(groups, "groups is null");
        this.abandoned = requireNonNull(abandoned, "abandoned is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.threads = requireNonNull(threads, "threads is null");
        this.time = requireNonNull(time, "time is null");
        this.assistance = requireNonNull(assistance, "assistance is null");
        this.reporter = new Reporter(
                catalog, log, settings.patience(), threads.talk(), threads.timer(), assistance, this::told);
        this.aftercare = new Aftercare(performer, catalog, settings.patience(), threads, assistance);
    }

    /** What is being done to the volume, or waits for others of its group. */
    Optional<Work> on(VolumeId volume) {
        return Optional.ofNullable(running.get(volume)).filter(work -> !work.isOver());
    }

    /** What a request is part of that is being worked on, or waits. */
    Optional<Work> of(OperationId id) {
        return running.values().stream().filter(work -> work.isOf(id)).findFirst();
    }

    /** Keeps other requests for the volume out until the others of the group have come. */
    void hold(Entry entry) {
        running.put(entry.request().volume(), work(List.of(entry)));
    }

    private Work work(List<Entry> entries) {
        return new Work(entries, settings.policy(), false);
    }

    /** Ends requests of which nothing was done. */
    void refuse(List<Entry> entries, String why) {
        end(work(entries), failed(entries, why));
    }

    /** Goes on with a request that a process before this one had accepted, and settled or not. */
    void resume(Entry entry) {
        assistance.accepted(entry);
        if (entry.verdict().isPresent()) {
            reporter.report(entry);
        } else {
            start(new Work(List.of(entry), settings.policy(), true));
        }
    }

    /** Looks after what was done and reported by a process before this one. */
    void lookAfter(Entry told) {
        aftercare.begin(told);
    }

    void start(Work work) {
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
                forget(entry); // settled, and reported, since a process before this one
                continue;
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
            forget(entry);
            reporter.report(settled);
        }
        work.end();
    }

    private void forget(Entry entry) {
        running.computeIfPresent(entry.request().volume(), (volume, now) -> now.isOf(entry.id()) ? null : now);
    }

    private void told(Entry entry, Acknowledgement answer) {
        Entry told = entry.reported(answer);
        remember(told);
        aftercare.begin(told);
    }

    /** Everything that runs, and what ended lately, oldest first. */
    List<AssistedOperation> operations() {
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

    long behind() {
        return aftercare.behind();
    }

    void remember(Entry entry) {
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
