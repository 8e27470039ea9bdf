package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationId;

/**
 * Looks after what was done until the volume service has it on record. One that has given up a snapshot, or died before it
 * wrote, goes on with the image below: the guest is switched back to that. A merge cannot be undone; that is told.
 */
final class Aftercare {
    private static final int SETTLING = 4;

    private final Performer performer;
    private final VolumeCatalog catalog;
    private final Patience patience;
    private final AssistedSnapshots.Threads threads;
    private final Assistance assistance;
    private final Map<OperationId, Note> notes = new ConcurrentHashMap<>();

    private record Note(String text, boolean isBehind) {}

    Aftercare(
            Performer performer,
            VolumeCatalog catalog,
            Patience patience,
            AssistedSnapshots.Threads threads,
            Assistance assistance) {
        this.performer = requireNonNull(performer, "performer is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.patience = requireNonNull(patience, "patience is null");
        this.threads = requireNonNull(threads, "threads is null");
        this.assistance = requireNonNull(assistance, "assistance is null");
    }

    /** What is to be said of an operation after its end; empty if all is well. */
    Optional<String> note(OperationId operation) {
        return Optional.ofNullable(notes.get(operation)).map(Note::text);
    }

    /** Of how many operations the volume service has no record, although they were done and cannot be undone. */
    long behind() {
        return notes.values().stream().filter(Note::isBehind).count();
    }

    /** Begins when the volume service was told how the request ended. Returns at once. */
    void begin(Entry told) {
        boolean done = told.verdict()
                .filter(verdict -> !verdict.outcome().kind().isFailure())
                .isPresent();
        boolean late = told.acknowledgement().equals(Optional.of(Acknowledgement.TOO_LATE));
        if (done && (late || told.request() instanceof AssistedRequest.Create)) {
            threads.talk().execute(() -> look(told, 1));
        }
    }

    private void look(Entry told, int attempts) {
        Runnable again = () -> threads.talk().execute(() -> look(told, attempts + 1));
        Optional<SnapshotStatus> status;
        try {
            status = catalog.snapshot(told.request().snapshot()).map(CatalogSnapshot::status);
        } catch (SnapshotException e) {
            threads.timer().after(patience.pause(attempts), again);
            return;
        }
        if (told.request() instanceof AssistedRequest.Create && status.equals(Optional.of(SnapshotStatus.CREATING))) {
            threads.timer().after(patience.pause(attempts), again);
        } else {
            found(told, status);
        }
    }

    private void found(Entry told, Optional<SnapshotStatus> status) {
        if (told.request() instanceof AssistedRequest.Create create) {
            if (Performer.isGivenUp(status)) {
                // What it was just about to write when it gave up is written by then.
                threads.timer()
                        .after(
                                patience.pause(SETTLING),
                                () -> threads.deletions().execute(() -> undo(told, create, 1)));
            }
        } else if (told.request().isCreation()) {
            tellBehind(
                    told,
                    "The volume service did not wait any more, and has no good record of the snapshot that was taken.");
        } else if (status.isPresent()) {
            tellBehind(told, "The volume service did not wait any more, and its record names what is merged.");
        }
        // A snapshot that is gone was deleted, with its record: the service had heard a report whose end we did not
        // see.
    }

    private void undo(Entry entry, AssistedRequest.Create create, int attempts) {
        try {
            if (performer.undo(create)) {
                String text = "The volume service had given it up: the guest writes to the image below again.";
                notes.put(entry.id(), new Note(text, false));
                assistance.undone(entry);
            }
        } catch (SnapshotException e) {
            notUndone(entry, create, attempts, e);
        } catch (RuntimeException e) {
            notUndone(entry, create, attempts, new SnapshotException(ErrorCode.INTERNAL, "Unexpected error: " + e, e));
        }
    }

    private void notUndone(Entry entry, AssistedRequest.Create create, int attempts, SnapshotException cause) {
        tellBehind(entry, cause.code().id() + ": " + cause.getMessage());
        if (cause.kind() == ErrorKind.TRANSIENT || cause.kind() == ErrorKind.OUTCOME_UNKNOWN) {
            Runnable again = () -> threads.deletions().execute(() -> undo(entry, create, attempts + 1));
            threads.timer().after(patience.pause(attempts), again);
        }
    }

    private void tellBehind(Entry entry, String why) {
        notes.put(entry.id(), new Note(why, true));
        assistance.behind(entry, why);
    }
}
