package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.libvirt.xml.DiskRecord;

/** The ledger of a disk that no volume service keeps one of. */
final class DomainLedgers implements SnapshotLedgers {
    private final DomainRecord disk;

    DomainLedgers(DomainRecord disk) {
        this.disk = requireNonNull(disk, "disk is null");
    }

    @Override
    public List<VolumeId> volumes() {
        return List.of(disk.volume());
    }

    @Override
    public Optional<SnapshotLedger> find(VolumeId volume) {
        return volume.equals(disk.volume()) ? Optional.of(disk.read().ledger()) : Optional.empty();
    }

    @Override
    public boolean isKept(VolumeId volume) {
        return disk.isKept();
    }

    @Override
    public void save(SnapshotLedger ledger) {
        disk.write(new DiskRecord(ledger, disk.read().reached()));
    }

    @Override
    public void forget(VolumeId volume) {
        disk.remove();
    }
}
