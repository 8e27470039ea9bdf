package org.chainsmith.app.answer;

import java.util.Optional;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.PointInTime;

/** What is told of a snapshot wherever one is shown. */
final class SnapshotFields {
    private SnapshotFields() {}

    static JsonObject json(PointInTime point) {
        return new JsonObject()
                .put("id", point.id().value())
                .put("overlay", point.overlay().value())
                .put("data", point.data().value());
    }

    /** With what it is worth to the guest, if that is on record. */
    static JsonObject json(PointInTime point, Optional<Consistency> reached) {
        JsonObject snapshot = json(point)
                .put("consistency", reached.map(c -> c.level().toString()).orElse(null));
        return reached.map(c -> snapshot.put("frozen-ms", c.frozen().toMillis()))
                .orElseGet(() -> snapshot.putNull("frozen-ms"));
    }

    /** For people: {@code filesystem, frozen for 62 ms}. */
    static String text(Consistency reached) {
        String frozen = reached.frozen().isZero()
                ? ""
                : ", frozen for " + reached.frozen().toMillis() + " ms";
        String note = reached.note().isEmpty() ? "" : " (" + reached.note() + ")";
        return reached.level() + frozen + note;
    }
}
