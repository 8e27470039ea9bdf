package org.chainsmith.libvirt.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.libvirt.event.JobNews;

/** What is known of a block job. None of these is success: that only the chain, read afterwards, can tell. */
public sealed interface JobState {
    /** It runs. */
    record Running(BlockJobInfo info) implements JobState {
        public Running {
            requireNonNull(info, "info is null");
        }
    }

    /**
     * It runs, and its events or its position call it ready for the pivot. Try it: libvirt refuses the pivot of a job that
     * is not ready, and the job goes on.
     */
    record Ready(BlockJobInfo info) implements JobState {
        public Ready {
            requireNonNull(info, "info is null");
        }
    }

    /**
     * It does not exist any more.
     *
     * @param told what events said of its end, for messages; empty if none came in time or they contradict each other
     */
    record Ended(Optional<JobNews> told) implements JobState {
        public Ended {
            requireNonNull(told, "told is null");
        }
    }

    /** The guest stopped, or was stopped and started again, and the job with it: the chain is the old or the new one. */
    record GuestStopped() implements JobState {}

    /** The guest is not on this host any more, or nowhere. */
    record GuestGone() implements JobState {}

    /** It could not be asked after. It may run, and may have ended: ask again. */
    record Unknown(SnapshotException cause) implements JobState {
        public Unknown {
            requireNonNull(cause, "cause is null");
        }
    }
}
