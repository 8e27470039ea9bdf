package org.chainsmith.libvirt.job;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.libvirt.event.DomainEvent;
import org.chainsmith.libvirt.event.DomainWatch;
import org.chainsmith.libvirt.event.JobNews;

/**
 * Waits for one block job. Open it before the job is started; used by one thread.
 *
 * <p>Events wake, and the job list of libvirt decides whether the job is there: it is asked after each event, and at
 * intervals in case events are lost. So an event that comes late, twice, or belongs to an earlier job on the same disk
 * ends nothing: while a job runs, the news of an end are not news of this job.
 */
public final class JobWatch implements AutoCloseable {
    /** How long an event may be behind the job list. Costs time only when the event is lost. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private final DomainWatch events;
    private final String disk;
    private final JobType type;
    private final JobSource source;
    private final Duration interval;

    private final Set<JobNews> ends = EnumSet.noneOf(JobNews.class);
    private boolean toldReady;
    private boolean toldStopped;
    private boolean toldMigrated;

    /**
     * Watches for a job of one kind on one disk.
     *
     * @param events of the disk's domain, opened before the job is started; closed with the watch
     * @param interval after which the job is asked after without an event
     */
    public JobWatch(DomainWatch events, String disk, JobType type, JobSource source, Duration interval) {
        this.events = requireNonNull(events, "events is null");
        this.disk = requireNonNull(disk, "disk is null");
        this.type = requireNonNull(type, "type is null");
        this.source = requireNonNull(source, "source is null");
        this.interval = requireNonNull(interval, "interval is null");
    }

    /**
     * Looks, after an event or after the interval, whichever is first; at once if events are waiting. Call it only after
     * the call that started the job has returned.
     *
     * @return the state at that moment
     */
    public JobState next() {
        note(events.take(interval));
        return look();
    }

    private JobState look() {
        Optional<BlockJobInfo> running;
        try {
            running = source.running();
        } catch (SnapshotException e) {
            return unasked(e);
        }
        if (running.isPresent()) {
            ends.clear();
            toldStopped = false;
            toldMigrated = false;
            return isReady(running.get()) ? new JobState.Ready(running.get()) : new JobState.Running(running.get());
        }
        if (ends.isEmpty() && !toldStopped) {
            note(events.take(GRACE));
        }
        if (toldStopped) {
            return gone();
        }
        return new JobState.Ended(ends.size() == 1 ? Optional.of(ends.iterator().next()) : Optional.empty());
    }

    /** The event may be lost, so the position counts too. Both only mean that a pivot is worth a try. */
    private boolean isReady(BlockJobInfo job) {
        return type == JobType.ACTIVE_COMMIT
                && job.type() == type.number()
                && (toldReady || (job.total() > 0 && job.done() == job.total()));
    }

    private JobState unasked(SnapshotException e) {
        return switch (e.code()) {
            case GUEST_NOT_FOUND -> new JobState.GuestGone();
            case GUEST_NOT_RUNNING -> gone();
            default -> new JobState.Unknown(e);
        };
    }

    private JobState gone() {
        return toldMigrated ? new JobState.GuestGone() : new JobState.GuestStopped();
    }

    private void note(List<DomainEvent> news) {
        for (DomainEvent event : news) {
            if (event instanceof DomainEvent.BlockJob job && job.disk().equals(disk) && job.type() == type.number()) {
                toldReady |= job.news() == JobNews.READY;
                if (job.news().isEnd()) {
                    ends.add(job.news());
                }
            } else if (event instanceof DomainEvent.Lifecycle lifecycle && lifecycle.isStopped()) {
                toldStopped = true;
                toldMigrated |= lifecycle.isMigratedAway();
            }
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
