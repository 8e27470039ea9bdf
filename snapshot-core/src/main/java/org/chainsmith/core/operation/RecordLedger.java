package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Replaces the ledger of the volume, and forgets what is told about snapshots that it no longer has: their ids are free.
 *
 * @param before the ledger that is replaced; empty for a new volume
 */
public record RecordLedger(Optional<SnapshotLedger> before, SnapshotLedger after) implements Step {
    public RecordLedger {
        requireNonNull(before, "before is null");
        requireNonNull(after, "after is null");
    }

    @Override
    public String verb() {
        return "record";
    }

    @Override
    public String describe() {
        return "record active layer " + after.active() + " and "
                + after.overlays().size() + " snapshots";
    }

    /** What is told about snapshots has to be readable before one of them goes: it goes with it. */
    @Override
    public void requireReady(SnapshotBackend backend, Plan plan) {
        backend.consistency().find(plan.volume());
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        backend.ledgers().save(after);
        Map<SnapshotId, Consistency> told = backend.consistency().find(volume);
        if (!after.overlays().keySet().containsAll(told.keySet())) {
            Map<SnapshotId, Consistency> kept = new HashMap<>(told);
            kept.keySet().retainAll(after.overlays().keySet());
            backend.consistency().save(volume, kept);
        }
        return 0;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        Optional<SnapshotLedger> now = backend.ledgers().find(volume);
        if (now.filter(this::isRecorded).isPresent()) {
            return Settlement.doneIf(after.overlays()
                    .keySet()
                    .containsAll(backend.consistency().find(volume).keySet()));
        }
        boolean known = now.isEmpty()
                || now.get().sameSnapshots(after)
                || before.filter(now.get()::sameSnapshots).isPresent();
        return known
                ? Settlement.NOT_DONE
                : Settlement.conflict("the record was changed by someone else: " + now.get());
    }

    /** A store may know formats of more images than the chain has. */
    private boolean isRecorded(SnapshotLedger now) {
        return now.sameSnapshots(after)
                && now.formats().entrySet().containsAll(after.formats().entrySet());
    }

    @Override
    public boolean undoable(SnapshotBackend backend, VolumeId volume) {
        return true;
    }

    @Override
    public void undo(SnapshotBackend backend, VolumeId volume) {
        before.ifPresentOrElse(backend.ledgers()::save, () -> backend.ledgers().forget(volume));
    }

    @Override
    public boolean evident() {
        return true;
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.recordLedger(this);
    }
}
