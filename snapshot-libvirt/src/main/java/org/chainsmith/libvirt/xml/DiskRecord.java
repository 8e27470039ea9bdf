package org.chainsmith.libvirt.xml;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;

/**
 * The record of a disk that lives in the metadata of its domain, for disks that no volume service keeps a record of.
 *
 * @param reached what was reached when snapshots were taken, as far as it is known; may name snapshots that are gone
 */
public record DiskRecord(SnapshotLedger ledger, Map<SnapshotId, Consistency> reached) {
    public DiskRecord {
        requireNonNull(ledger, "ledger is null");
        reached = Map.copyOf(reached);
    }
}
