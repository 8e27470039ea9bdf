package org.chainsmith.cinder;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** A situation, what is called in it, what has to come out of it, and what has to have been sent. */
record AdverseRow(String situation, Call call, Consumer<FakeCinder> cinder, String outcome, List<String> sent) {
    static final SnapshotId SNAPSHOT = new SnapshotId("5c1e7c0e-5f0c-4a57-9d0e-4f1fc8b0d002");
    static final SnapshotRequest REQUEST = new SnapshotRequest(
            new VolumeId("0a5c9c0e-5f0c-4a57-9d0e-4f1fc8b0d001"), "a name", "", Map.of(), "the-request");

    /** The calls of the port. */
    enum Call {
        REPORT_CREATED(catalog -> catalog.report(SnapshotOutcome.created(SNAPSHOT, Map.of())), "POST A"),
        REPORT_DELETED(catalog -> catalog.report(SnapshotOutcome.deleted(SNAPSHOT, Map.of())), "POST A"),
        READ(catalog -> catalog.snapshot(SNAPSHOT).map(snapshot -> "found").orElse("nothing"), "GET S"),
        REQUEST_SNAPSHOT(
                catalog -> catalog.requestSnapshot(REQUEST).id().equals(SNAPSHOT) ? "the snapshot" : "another", "POST"),
        REQUEST_DELETION(
                catalog -> {
                    catalog.requestDeletion(SNAPSHOT);
                    return "done";
                },
                "DELETE S");

        final Function<VolumeCatalog, Object> carriedOut;
        final String sent;

        Call(Function<VolumeCatalog, Object> carriedOut, String sent) {
            this.carriedOut = carriedOut;
            this.sent = sent;
        }
    }

    static AdverseRow row(String situation, Call call, Consumer<FakeCinder> cinder, String outcome, String... sent) {
        return new AdverseRow(situation, call, cinder, outcome, List.of(sent));
    }

    @Override
    public String toString() {
        return call + ", " + situation;
    }
}
