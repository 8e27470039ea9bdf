package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.api.SnapshotBody;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.resilience.Attempts;
import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.snapshot.SnapshotId;

/** The records of a Cinder that declares {@link Peer#RECORDS}. */
final class CinderSnapshotRecords implements SnapshotRecords {
    private final CinderCalls calls;
    private final CinderSnapshots snapshots;
    private final MarkedRequests requests;

    CinderSnapshotRecords(CinderCalls calls, CinderSnapshots snapshots, MarkedRequests requests) {
        this.calls = requireNonNull(calls, "calls is null");
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
        this.requests = requireNonNull(requests, "requests is null");
    }

    @Override
    public CatalogSnapshot open(SnapshotRequest request) {
        return CatalogValues.snapshot(requests.make(request, CinderSnapshots.recordCreation(request)));
    }

    @Override
    public Acknowledgement complete(SnapshotOutcome outcome) {
        if (!outcome.kind().isOfCreation()) {
            throw new IllegalArgumentException("no outcome of a creation: " + outcome);
        }
        String status = outcome.kind().isFailure() ? "error" : "available";
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", status);
        body.put("file_format", StatusForm.formats(outcome));
        CinderCall call = CinderSnapshots.recordCompletion(outcome.snapshot(), body);
        try {
            Attempts attempts = calls.send(call);
            HttpAnswer answer = attempts.answer();
            if (answer.isSuccess()) {
                return Acknowledgement.ACCEPTED;
            }
            if (CinderErrors.isNotFound(answer)) {
                return Acknowledgement.TOO_LATE;
            }
            if (answer.status() == 400 || answer.status() == 409) {
                Optional<String> now = snapshots.find(outcome.snapshot()).map(SnapshotBody::status);
                if (!now.equals(Optional.of("creating"))) {
                    return now.equals(Optional.of(status)) ? Acknowledgement.ACCEPTED : Acknowledgement.TOO_LATE;
                }
            }
            throw CinderErrors.of(call, attempts);
        } catch (NoAnswer e) {
            throw CinderErrors.of(call, e);
        }
    }

    @Override
    public void remove(SnapshotId snapshot) {
        calls.find(CinderSnapshots.recordRemoval(snapshot));
    }
}
