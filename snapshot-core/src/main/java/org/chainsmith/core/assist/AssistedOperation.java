package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.error.SnapshotException;

/**
 * A request as it is seen from outside.
 *
 * @param attempts how often it was begun; 0 for one that waits, or of which only the end is known
 * @param done how far it is, of {@code total}, in a unit of its own; both 0 if that is not known
 * @param trouble why the last attempt failed; of one that has ended, what became of it since
 */
public record AssistedOperation(Entry entry, int attempts, long done, long total, Optional<String> trouble) {
    public AssistedOperation {
        requireNonNull(entry, "entry is null");
        requireNonNull(trouble, "trouble is null");
    }

    static AssistedOperation past(Entry entry, Optional<String> note) {
        return new AssistedOperation(entry, 0, 0, 0, note);
    }

    static AssistedOperation running(Entry entry, Work work) {
        Work.Progress progress = work.progress().orElse(new Work.Progress(0, 0));
        return new AssistedOperation(
                entry,
                work.attempts(),
                progress.done(),
                progress.total(),
                work.trouble().map(AssistedOperation::told));
    }

    private static String told(SnapshotException error) {
        return error.code().id() + ": " + error.getMessage();
    }
}
