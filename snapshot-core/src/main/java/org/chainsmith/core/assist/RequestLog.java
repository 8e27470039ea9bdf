package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.operation.OperationId;

/**
 * The durable record of what a volume service asked for, how it ended, and whether the service knows that. Every method
 * returns only when its record is durable; when one throws, the record is either there or not.
 */
public interface RequestLog {
    /**
     * A request that was accepted.
     *
     * @param group of which snapshot of several volumes it is part
     * @param verdict how it ended; empty while it is being worked on
     * @param acknowledgement what the service made of the report; empty until it was reported
     */
    record Entry(
            OperationId id,
            AssistedRequest request,
            Instant accepted,
            Optional<OperationId> group,
            Optional<Verdict> verdict,
            Optional<Acknowledgement> acknowledgement) {
        public Entry {
            requireNonNull(id, "id is null");
            requireNonNull(request, "request is null");
            requireNonNull(accepted, "accepted is null");
            requireNonNull(group, "group is null");
            requireNonNull(verdict, "verdict is null");
            requireNonNull(acknowledgement, "acknowledgement is null");
        }

        /** A request that was accepted just now. */
        public static Entry accepted(AssistedRequest request, Instant now, Optional<OperationId> group) {
            return new Entry(OperationId.random(), request, now, group, Optional.empty(), Optional.empty());
        }

        public Entry settled(Verdict ended) {
            return new Entry(id, request, accepted, group, Optional.of(ended), acknowledgement);
        }

        public Entry reported(Acknowledgement answer) {
            return new Entry(id, request, accepted, group, verdict, Optional.of(answer));
        }
    }

    /**
     * How a request ended.
     *
     * @param outcome what is reported
     * @param note why it failed, or what is to be said of a success; may be empty
     */
    record Verdict(SnapshotOutcome outcome, String note) {
        public Verdict {
            requireNonNull(outcome, "outcome is null");
            requireNonNull(note, "note is null");
        }
    }

    /** Records the request before anything is done about it. */
    void accept(Entry entry);

    /** Records how it ended, before it is reported. */
    void settle(Entry entry, Verdict verdict);

    /** Records that the service knows how it ended. */
    void acknowledge(Entry entry, Acknowledgement acknowledgement);

    /**
     * Everything that was not acknowledged, and some of what was, oldest first.
     *
     * @throws org.chainsmith.core.error.SnapshotException LOG_INVALID
     */
    List<Entry> entries();
}
