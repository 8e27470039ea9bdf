package org.chainsmith.libvirt.xml;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;

/**
 * The record of a disk that lives in the metadata of its domain, for disks that no volume service keeps a record of.
 *
 * @param target where the disk was when this was written; its volume's id is in the ledger
 * @param reached what was reached when the ledger's snapshots were taken, as far as it is known
 */
public record DiskLedger(DiskTarget target, SnapshotLedger ledger, Map<SnapshotId, Consistency> reached) {
    public DiskLedger {
        requireNonNull(target, "target is null");
        requireNonNull(ledger, "ledger is null");
        reached = Map.copyOf(reached);
        if (!ledger.overlays().keySet().containsAll(reached.keySet())) {
            throw new IllegalArgumentException("consistency of snapshots that are not in the ledger");
        }
    }
}
