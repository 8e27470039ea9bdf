package org.chainsmith.core.operation;

import java.util.Map;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.snapshot.VolumeId;

/** Removes the ledger of a volume whose images are gone. */
public record ForgetLedger() implements Step {
    @Override
    public String verb() {
        return "forget";
    }

    @Override
    public String describe() {
        return "remove the record of the volume";
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        backend.consistency().save(volume, Map.of());
        backend.ledgers().forget(volume);
        return 0;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        return Settlement.doneIf(backend.ledgers().find(volume).isEmpty());
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.forgetLedger(this);
    }
}
