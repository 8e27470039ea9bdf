package org.chainsmith.core.assist;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.quiesce.QuiescePolicy;

/** Requests that are carried out by one call: a single one, or those of a snapshot of several volumes. */
final class Work implements ProgressListener {
    private final List<Entry> entries;
    private final QuiescePolicy policy;
    private boolean uncertain;
    private int attempts;
    private boolean cancelled;
    private boolean over;
    private Optional<Progress> progress = Optional.empty();
    private Optional<SnapshotException> trouble = Optional.empty();

    /** How far it is, in a unit of its own. */
    record Progress(long done, long total) {}

    /**
     * Nothing has been done yet.
     *
     * @param uncertain whether something may have been done, by a process before this one
     */
    Work(List<Entry> entries, QuiescePolicy policy, boolean uncertain) {
        this.entries = List.copyOf(entries);
        this.policy = policy;
        this.uncertain = uncertain;
    }

    List<Entry> entries() {
        return entries;
    }

    Entry first() {
        return entries.get(0);
    }

    QuiescePolicy policy() {
        return policy;
    }

    boolean isOf(OperationId id) {
        return entries.stream().anyMatch(entry -> entry.id().equals(id));
    }

    private boolean isCreation() {
        return first().request().isCreation();
    }

    synchronized int attempts() {
        return attempts;
    }

    synchronized void begin() {
        attempts++;
    }

    synchronized void cancel() {
        cancelled = true;
    }

    /** Whether it was cancelled while nothing is done of it. */
    synchronized boolean isGivenUp() {
        return cancelled && !uncertain;
    }

    synchronized boolean isOver() {
        return over;
    }

    synchronized void end() {
        over = true;
    }

    synchronized Optional<Progress> progress() {
        return progress;
    }

    synchronized Optional<SnapshotException> trouble() {
        return trouble;
    }

    @Override
    public synchronized void progress(String what, long done, long total) {
        progress = Optional.of(new Progress(done, total));
    }

    /**
     * Whether an attempt that failed so has to be, or may be, followed by another one. Nothing is known of a creation that
     * may have had its effect until an attempt has read what is true: it is never given up. A deletion may be: what was
     * not merged wholly reads the same, and the volume service removes nothing.
     *
     * @param late whether it has been tried for long enough
     */
    synchronized boolean goesOnAfter(SnapshotException error, boolean late) {
        trouble = Optional.of(error);
        boolean unknown = error.kind() == ErrorKind.OUTCOME_UNKNOWN || error.code() == ErrorCode.INTERNAL;
        uncertain |= unknown;
        boolean passing = unknown || error.kind() == ErrorKind.TRANSIENT;
        if (isCreation()) {
            boolean unseen = uncertain && (passing || error.kind() == ErrorKind.NOT_FOUND);
            return unseen || (passing && !late);
        }
        // For moments, by the flush of a pull on another of its disks.
        boolean paused = error.code() == ErrorCode.GUEST_NOT_RUNNING;
        return (passing || paused) && !late && !cancelled;
    }
}
