package org.chainsmith.cinder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.chainsmith.core.catalog.SnapshotOutcome;

/** The words in which an outcome is told. */
enum StatusForm {
    /** What every Cinder understands: "90%" means that the compute side is done. */
    PLAIN {
        @Override
        Map<String, Object> success(SnapshotOutcome outcome) {
            return status(outcome.kind().isOfCreation() ? "creating" : "deleting", "90%");
        }
    },
    /** A status of its own for "the compute side is done", and the formats of the files that it set. */
    DETAILED {
        @Override
        Map<String, Object> success(SnapshotOutcome outcome) {
            Map<String, Object> status = new LinkedHashMap<>();
            status.put("status", (outcome.kind().isOfCreation() ? "creating" : "deleting") + COMPLETE);
            status.put("file_format", formats(outcome));
            return status;
        }
    };

    private static final String COMPLETE = "_compute_complete";

    abstract Map<String, Object> success(SnapshotOutcome outcome);

    /**
     * The members of {@code os-update_snapshot_status}. A failure says 0%: Cinder takes a 90% that an earlier attempt left
     * behind for the end of the next one, and removes files that are still needed.
     */
    Map<String, Object> body(SnapshotOutcome outcome) {
        return switch (outcome.kind()) {
            case CREATED, DELETED -> success(outcome);
            case CREATION_FAILED -> status("error", "0%");
            case DELETION_FAILED -> status("error_deleting", "0%");
        };
    }

    static Map<String, String> formats(SnapshotOutcome outcome) {
        Map<String, String> formats = new TreeMap<>();
        outcome.formats().forEach((name, format) -> formats.put(name.value(), format.id()));
        return formats;
    }

    /** Whether a complaint is about what this form has beyond the plain one. */
    boolean isNamedIn(String complaint) {
        return this == DETAILED && (complaint.contains("file_format") || complaint.contains(COMPLETE));
    }

    private static Map<String, Object> status(String status, String progress) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", status);
        body.put("progress", progress);
        return body;
    }
}
