package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.libvirt.xml.DiskRecord;

/** What snapshots are worth, of a disk whose ledger is in the metadata of its domain. */
final class DomainConsistency implements ConsistencyRecords {
    private final DomainRecord disk;

    DomainConsistency(DomainRecord disk) {
        this.disk = requireNonNull(disk, "disk is null");
    }

    @Override
    public Map<SnapshotId, Consistency> find(VolumeId volume) {
        return disk.read().reached();
    }

    @Override
    public void save(VolumeId volume, Map<SnapshotId, Consistency> reached) {
        disk.write(new DiskRecord(disk.read().ledger(), reached));
    }
}
