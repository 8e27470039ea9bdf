package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.BlockJob;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.GuestState;
import org.chainsmith.core.guest.LiveChain;
import org.chainsmith.libvirt.BlockJobs.References;
import org.chainsmith.libvirt.event.JobNews;
import org.chainsmith.libvirt.job.BlockJobInfo;
import org.chainsmith.libvirt.job.JobState;
import org.chainsmith.libvirt.job.JobType;
import org.chainsmith.libvirt.job.JobWatch;
import org.chainsmith.libvirt.xml.DiskDescription;

/**
 * Carries block jobs through. Events and the job list only say when to look; whether the merge has happened is read from
 * the chain that the guest has open.
 */
final class LiveMerge {
    private static final Duration STALLED_AFTER = Duration.ofMinutes(10);
    private static final int BLIND_LOOKS = 20;

    private final LibvirtGuests guests;
    private final QemuProcesses processes;
    private final BlockJobs jobs;
    private final Effects effects;
    private final Consumer<Attachment> flush;
    private final long bandwidth;

    LiveMerge(
            LibvirtGuests guests,
            QemuProcesses processes,
            BlockJobs jobs,
            Effects effects,
            Consumer<Attachment> flush,
            long bandwidth) {
        this.guests = requireNonNull(guests, "guests is null");
        this.processes = requireNonNull(processes, "processes is null");
        this.jobs = requireNonNull(jobs, "jobs is null");
        this.effects = requireNonNull(effects, "effects is null");
        this.flush = requireNonNull(flush, "flush is null");
        this.bandwidth = bandwidth;
    }

    static BlockJob.Kind kind(BlockJobInfo info) {
        return switch (info.type()) {
            case 1 -> BlockJob.Kind.PULL;
            case 3 -> BlockJob.Kind.COMMIT;
            case 4 -> BlockJob.Kind.ACTIVE_COMMIT;
            default -> BlockJob.Kind.OTHER;
        };
    }

    static JobType type(BlockJobInfo info) {
        return switch (kind(info)) {
            case PULL -> JobType.PULL;
            case COMMIT -> JobType.COMMIT;
            default -> JobType.ACTIVE_COMMIT;
        };
    }

    long commit(Attachment at, BackingChain chain, ChainRange range, ProgressListener listener) {
        DiskDescription disk = guests.open(at);
        boolean active = LibvirtGuests.chain(disk).active().equals(range.top());
        JobType type = active ? JobType.ACTIVE_COMMIT : JobType.COMMIT;
        int repeats = isOnNetwork(disk) ? chain.size() : 0;
        return run(at, type, range.top(), "commit", repeats, listener, guest -> {
            DiskDescription now = guests.open(at);
            String target = at.disk().value();
            String base = now.device(range.base());
            if (active) {
                jobs.commitActive(guest, target, base, bandwidth);
            } else {
                String top = now.device(range.top());
                refer(now, references -> jobs.commit(guest, target, base, top, bandwidth, references));
            }
        });
    }

    long pull(Attachment at, BackingChain chain, Optional<Image> backing, ProgressListener listener) {
        ImageName between = chain.below(chain.active().name()).orElseThrow().name();
        return run(at, JobType.PULL, between, "pull", 0, listener, guest -> {
            DiskDescription now = guests.open(at);
            String target = at.disk().value();
            if (backing.isPresent()) {
                String base = now.device(backing.get().name());
                refer(now, references -> jobs.pull(guest, target, base, bandwidth, references));
            } else {
                jobs.pullAll(guest, target, bandwidth);
            }
        });
    }

    private static boolean isOnNetwork(DiskDescription disk) {
        return disk.source().filter(NetworkLocation.class::isInstance).isPresent();
    }

    /** How the header names its backing image afterwards. What is in directories of the host stays movable with them. */
    private static void refer(DiskDescription disk, BlockJobs.Referring job) {
        ImageLocation active = disk.source().orElseThrow();
        if (active instanceof ImageLocation.HostPath) {
            job.start(References.RELATIVE);
        } else if (active instanceof NetworkLocation network && network.allowsRelativeNames()) {
            BlockJobs.preferRelative(job);
        } else {
            job.start(References.ABSOLUTE);
        }
    }

    /** Starts a job. */
    private interface Start {
        void on(GuestId guest);
    }

    /**
     * Runs a job, or goes on waiting for one of its kind, until an image has left the chain. QEMU hears that a server of
     * images was started anew when a request fails, and then connects again, for each layer by itself: so a job on network
     * storage may fail once for each. A flush lets QEMU hear it for the active layer: the end of a job at which that one
     * cannot be written crashes QEMU 7.2.
     *
     * @param leaves the image that is in the chain before, and no more after
     * @param repeats how often it is worth while to try again
     */
    private long run(
            Attachment at,
            JobType type,
            ImageName leaves,
            String what,
            int repeats,
            ProgressListener listener,
            Start start) {
        long before = processes.bytesWritten(at.guest());
        for (int left = repeats; ; left--) {
            Optional<JobNews> news = runOnce(at, type, what, listener, start);
            LiveChain now = LibvirtGuests.chain(guests.open(at));
            if (!now.contains(leaves)) {
                return processes.bytesWritten(at.guest()) - before;
            }
            boolean failed = news.equals(Optional.of(JobNews.FAILED));
            if (!failed || left == 0 || guests.state(at.guest()) != GuestState.RUNNING) {
                throw unmerged(at, what, news, now);
            }
            flush.accept(at);
        }
    }

    private Optional<JobNews> runOnce(
            Attachment at, JobType type, String what, ProgressListener listener, Start start) {
        GuestId guest = at.guest();
        String disk = at.disk().value();
        try (JobWatch watch = jobs.watch(guest, disk, type)) {
            Optional<BlockJobInfo> running = jobs.running(guest, disk);
            if (running.isEmpty()) {
                effects.perform("start " + what + " on " + at, () -> start.on(guest));
            } else if (!type.equals(type(running.get()))) {
                throw new SnapshotException(
                                ErrorCode.BLOCK_JOB_ACTIVE,
                                "Another block job (" + kind(running.get()) + ") runs on " + at + ".")
                        .hint("Wait for it, or cancel it: job list, job cancel.");
            }
            return await(at, watch, what, listener);
        }
    }

    private Optional<JobNews> await(Attachment at, JobWatch watch, String what, ProgressListener listener) {
        Patience patience = new Patience(at, what);
        while (true) {
            JobState state = watch.next();
            if (state instanceof JobState.Running running) {
                listener.progress(what, running.info().done(), running.info().total());
                patience.progressed(running.info().done());
            } else if (state instanceof JobState.Ready ready) {
                listener.progress(what, ready.info().done(), ready.info().total());
                patience.progressed(ready.info().done());
                pivot(at);
            } else if (state instanceof JobState.Ended ended) {
                return ended.told();
            } else if (state instanceof JobState.Unknown unknown) {
                patience.sawNothing(unknown.cause());
            } else {
                throw new SnapshotException(
                        ErrorCode.GUEST_NOT_RUNNING, "Guest " + at.guest() + " stopped during the " + what + ".");
            }
        }
    }

    private void pivot(Attachment at) {
        try {
            effects.perform(
                    "pivot " + at, () -> jobs.pivot(at.guest(), at.disk().value()));
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.BLOCK_JOB_NOT_READY) {
                throw e;
            }
        }
    }

    void cancel(Attachment at, JobType type) {
        GuestId guest = at.guest();
        try (JobWatch watch = jobs.watch(guest, at.disk().value(), type)) {
            effects.perform(
                    "cancel the job of " + at,
                    () -> jobs.cancel(guest, at.disk().value()));
            Patience patience = new Patience(at, "cancellation");
            for (JobState state = watch.next(); !isOver(state); state = watch.next()) {
                patience.progressed(0);
            }
        }
    }

    private static boolean isOver(JobState state) {
        return !(state instanceof JobState.Running || state instanceof JobState.Ready);
    }

    private SnapshotException unmerged(Attachment at, String what, Optional<JobNews> news, LiveChain now) {
        boolean cancelled = news.filter(JobNews.CANCELED::equals).isPresent();
        String told = news.map(end -> cancelled ? "cancelled" : "failed").orElse("and no event told how");
        return new SnapshotException(
                        cancelled ? ErrorCode.JOB_CANCELLED : ErrorCode.JOB_FAILED,
                        "The " + what + " on " + at + " ended, " + told
                                + ": the chain that the guest has open is still the old one. "
                                + guests.told(at.guest()))
                .onChain(now)
                .hint(
                        cancelled
                                ? "Run recover to go on."
                                : "Is the storage full or failing? virsh domblkerror tells. A guest that runs may have got"
                                        + " errors, too: look at its file systems.");
    }

    /** Gives up when nothing moves, never because it takes long. */
    private static final class Patience {
        private final Attachment at;
        private final String what;
        private long position = -1;
        private long since = System.nanoTime();
        private int blind;

        Patience(Attachment at, String what) {
            this.at = at;
            this.what = what;
        }

        void progressed(long done) {
            blind = 0;
            if (done != position) {
                position = done;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STALLED_AFTER.toNanos()) {
                throw new SnapshotException(
                                ErrorCode.JOB_FAILED,
                                "The " + what + " on " + at + " has not moved for " + STALLED_AFTER.toMinutes()
                                        + " minutes; it still runs.")
                        .hint("Is the storage hanging? Cancel it with job cancel, or wait and run recover.");
            }
        }

        void sawNothing(SnapshotException cause) {
            blind++;
            if (blind >= BLIND_LOOKS) {
                throw cause;
            }
        }
    }
}
