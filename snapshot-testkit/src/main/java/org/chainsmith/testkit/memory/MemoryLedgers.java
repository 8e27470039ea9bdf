package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;

/** The ledgers on a {@link MemoryStore}: written under a temporary name, then put in the place of the old one. */
final class MemoryLedgers implements SnapshotLedgers {
    private final MemoryStore store;
    private final Effects effects;

    MemoryLedgers(MemoryStore store, Effects effects) {
        this.store = requireNonNull(store, "store is null");
        this.effects = requireNonNull(effects, "effects is null");
    }

    @Override
    public List<VolumeId> volumes() {
        return List.copyOf(store.ledgers.keySet());
    }

    @Override
    public Optional<SnapshotLedger> find(VolumeId volume) {
        return Optional.ofNullable(store.ledgers.get(volume));
    }

    @Override
    public void save(SnapshotLedger ledger) {
        ImageName temporary = MemoryNames.temporary(MemoryNames.ledger(ledger.volume()));
        try {
            effects.perform("write " + temporary, () -> {
                store.unfinishedLedgers.put(temporary, ledger);
            });
            effects.perform("replace the ledger of " + ledger.volume(), () -> {
                store.unfinishedLedgers.remove(temporary);
                store.ledgers.put(ledger.volume(), ledger);
            });
        } catch (SnapshotException e) {
            discardAfter(e, temporary);
            throw e;
        }
    }

    private void discardAfter(SnapshotException cause, ImageName temporary) {
        try {
            discard(temporary);
        } catch (SnapshotException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void forget(VolumeId volume) {
        discardUnfinished(volume);
        if (store.ledgers.containsKey(volume)) {
            effects.perform("remove the ledger of " + volume, () -> {
                store.ledgers.remove(volume);
            });
        }
    }

    /** Removes what an interrupted save left. */
    void discardUnfinished(VolumeId volume) {
        discard(MemoryNames.temporary(MemoryNames.ledger(volume)));
    }

    private void discard(ImageName temporary) {
        if (store.unfinishedLedgers.containsKey(temporary)) {
            effects.perform("unlink " + temporary, () -> {
                store.unfinishedLedgers.remove(temporary);
            });
        }
    }
}
