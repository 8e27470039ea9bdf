package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.cinder.api.SnapshotBody;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.resilience.Attempts;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells Cinder how the work ended that it had asked for, and finds out whether it heard. */
final class StatusReports {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReports.class);

    private final CinderCalls calls;
    private final CinderSnapshots snapshots;
    private final Peer peer;

    StatusReports(CinderCalls calls, CinderSnapshots snapshots, Peer peer) {
        this.calls = requireNonNull(calls, "calls is null");
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
        this.peer = requireNonNull(peer, "peer is null");
    }

    Acknowledgement report(SnapshotOutcome outcome) {
        CinderCall call = CinderSnapshots.statusCall(outcome.snapshot());
        try {
            Attempts attempts = send(outcome, peer.form(calls));
            Acknowledgement acknowledgement = acknowledgement(call, outcome, attempts);
            LOG.info(
                    "snapshot {}: {} was told, {} ({})",
                    outcome.snapshot(),
                    outcome.kind(),
                    acknowledgement,
                    attempts.answer().status());
            return acknowledgement;
        } catch (NoAnswer e) {
            throw CinderErrors.of(call, e);
        }
    }

    private Attempts send(SnapshotOutcome outcome, StatusForm form) {
        Attempts attempts = snapshots.updateStatus(outcome.snapshot(), form.body(outcome));
        HttpAnswer answer = attempts.answer();
        if (answer.status() == 400
                && CinderErrors.complaint(answer).filter(form::isNamedIn).isPresent()) {
            peer.understandsOnlyPlain();
            return snapshots.updateStatus(outcome.snapshot(), StatusForm.PLAIN.body(outcome));
        }
        return attempts;
    }

    private Acknowledgement acknowledgement(CinderCall call, SnapshotOutcome outcome, Attempts attempts) {
        HttpAnswer answer = attempts.answer();
        if (answer.isSuccess()) {
            return Acknowledgement.ACCEPTED;
        }
        if (CinderErrors.isNotFound(answer)) {
            // Gone after an attempt whose answer was lost: that attempt was heard, and the snapshot deleted.
            return attempts.lost() > 0 && outcome.kind() == SnapshotOutcome.Kind.DELETED
                    ? Acknowledgement.ACCEPTED
                    : Acknowledgement.TOO_LATE;
        }
        if (answer.status() == 400 || answer.status() == 409) {
            Optional<SnapshotBody> now = snapshots.find(outcome.snapshot());
            if (now.isEmpty()) {
                return Acknowledgement.TOO_LATE;
            }
            if (!now.get().status().equals(outcome.kind().isOfCreation() ? "creating" : "deleting")) {
                return now.get().status().equals(settled(outcome.kind()))
                        ? Acknowledgement.ACCEPTED
                        : Acknowledgement.TOO_LATE;
            }
        }
        throw CinderErrors.of(call, attempts);
    }

    /** The status of a snapshot whose outcome was heard. */
    private static String settled(SnapshotOutcome.Kind kind) {
        return switch (kind) {
            case CREATED -> "available";
            case CREATION_FAILED -> "error";
            case DELETED -> "deleted";
            case DELETION_FAILED -> "error_deleting";
        };
    }
}
