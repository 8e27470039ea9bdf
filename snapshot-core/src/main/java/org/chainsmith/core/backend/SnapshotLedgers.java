package org.chainsmith.core.backend;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;

/** Where the ledgers of a store's volumes are kept. A reader sees an old or a new ledger, never a mixture. */
public interface SnapshotLedgers {
    /** All volumes of the store, in no particular order. */
    List<VolumeId> volumes();

    /**
     * The ledger of a volume, or empty if there is no such volume.
     *
     * @throws org.chainsmith.core.error.SnapshotException LEDGER_INVALID if the record cannot be understood
     */
    Optional<SnapshotLedger> find(VolumeId volume);

    /**
     * Whether the ledger that was found is kept, and not only what an owner says of a volume that has no ledger yet: then
     * it is put on record before the volume is changed, as the owner's word changes with it. Changes nothing.
     */
    default boolean isKept(VolumeId volume) {
        return true;
    }

    /** Replaces the ledger, durably. On failure the old one or the new one is in force. May be repeated. */
    void save(SnapshotLedger ledger);

    /** Removes the ledger of a volume whose images are gone. May be repeated. */
    void forget(VolumeId volume);
}
