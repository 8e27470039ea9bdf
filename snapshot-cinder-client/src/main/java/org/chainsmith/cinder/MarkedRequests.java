package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Optional;
import org.chainsmith.cinder.api.Json;
import org.chainsmith.cinder.api.SnapshotBody;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.http.NoAnswer.Fate;
import org.chainsmith.cinder.resilience.Attempts;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets snapshots be created once each. Cinder itself would create another for each request, so that each carries a mark, by
 * which its snapshot is looked for before the request is made, and again when its answer is lost.
 */
final class MarkedRequests {
    private static final Logger LOG = LoggerFactory.getLogger(MarkedRequests.class);

    private final CinderCalls calls;
    private final CinderSnapshots snapshots;

    MarkedRequests(CinderCalls calls, CinderSnapshots snapshots) {
        this.calls = requireNonNull(calls, "calls is null");
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
    }

    SnapshotBody make(SnapshotRequest request, CinderCall call) {
        Optional<SnapshotBody> made = find(request);
        if (made.isPresent()) {
            return made.get();
        }
        Sent first = send(call, request);
        if (first.snapshot() != null) {
            return first.snapshot();
        }
        LOG.warn("{}: {}; looks whether it was done", call.tried(), first.why().getMessage());
        Optional<SnapshotBody> found = calls.resilience().lookFor(() -> find(request));
        if (found.isPresent()) {
            return found.get();
        }
        if (first.fate() != Fate.DROPPED) {
            throw first.why(); // it may still be about to be done
        }
        Sent second = send(call, request);
        if (second.snapshot() != null) {
            return second.snapshot();
        }
        return calls.resilience().lookFor(() -> find(request)).orElseThrow(second::why);
    }

    /** What one request came to: a snapshot, or a lost answer. */
    private record Sent(@Nullable SnapshotBody snapshot, Fate fate, SnapshotException why) {}

    private Sent send(CinderCall call, SnapshotRequest request) {
        try {
            Attempts attempts = calls.send(call);
            HttpAnswer answer = attempts.answer();
            if (CinderErrors.isNotFound(answer)) {
                throw new SnapshotException(
                                ErrorCode.VOLUME_NOT_FOUND,
                                call.tried() + ", and it knows no such volume. Nothing was done.")
                        .ofVolume(request.volume())
                        .hint("cinder list --all-tenants shows what it knows; is this user's project the right one?");
            }
            if (CinderErrors.isBroken(answer.status())) {
                return new Sent(null, Fate.TIMED_OUT, CinderErrors.of(call, attempts));
            }
            if (!answer.isSuccess()) {
                throw CinderErrors.of(call, attempts).ofVolume(request.volume());
            }
            SnapshotException malformed = CinderErrors.malformed(call, answer);
            return Json.object(answer.text())
                    .flatMap(body -> Json.read(body.path("snapshot"), SnapshotBody.class))
                    .map(body -> new Sent(body, Fate.NOT_SENT, malformed))
                    .orElseGet(() -> new Sent(null, Fate.TIMED_OUT, malformed));
        } catch (NoAnswer e) {
            SnapshotException why = CinderErrors.of(call, e).ofVolume(request.volume());
            if (e.fate() == Fate.NOT_SENT) {
                throw why;
            }
            return new Sent(null, e.fate(), why);
        }
    }

    private Optional<SnapshotBody> find(SnapshotRequest request) {
        return snapshots.listOf(request.volume()).stream()
                .filter(snapshot -> snapshot.metadata() != null
                        && request.request().equals(snapshot.metadata().get(SnapshotRequest.MARK)))
                .min(Comparator.comparing(snapshot -> String.valueOf(snapshot.createdAt())));
    }
}
