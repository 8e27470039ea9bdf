package org.chainsmith.core.backend;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.CatalogVolume;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.catalog.VolumeAttachment;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * The volume service: it owns volumes and snapshots as their users see them, and asks the compute side for the work on
 * volumes that are attached.
 *
 * <p>Every call ends within a bounded time, and may be repeated. An implementation tries again by itself, for a short
 * time, what it may safely try again. What every method can throw: CATALOG_UNREACHABLE if the service cannot be reached,
 * is overloaded or answers nothing useful, and it is known that nothing was done; CATALOG_ACCESS_DENIED if it does not let
 * this user in; CATALOG_REFUSED if it does not accept the call in the present state; CATALOG_OUTCOME_UNKNOWN if the
 * answer to a call that changes something is lost. Implementations are safe for use by many threads.
 */
public interface VolumeCatalog {
    /**
     * Tells how the work ended that the volume service had asked for. The caller keeps the outcome until it is
     * acknowledged and reports it again after any exception: what the service has heard twice is as if heard once.
     *
     * @return TOO_LATE also if the service has never heard of the snapshot
     */
    Acknowledgement report(SnapshotOutcome outcome);

    /** The volume, if there is one that this user may see. */
    Optional<CatalogVolume> volume(VolumeId id);

    /** The snapshot, if there is one that this user may see. */
    Optional<CatalogSnapshot> snapshot(SnapshotId id);

    /** All snapshots of a volume, in any state, oldest first; none of an unknown volume. */
    List<CatalogSnapshot> snapshotsOf(VolumeId volume);

    /** The volumes that are, or are about to be, disks of a guest; none of an unknown guest. */
    List<VolumeAttachment> attachmentsOf(GuestId guest);

    /** The guests that a volume is, or is about to be, attached to. */
    List<VolumeAttachment> attachmentsOf(VolumeId volume);

    /**
     * Asks for a snapshot of a volume, attached or not. It is {@code CREATING} when this returns; for an attached volume
     * that is a file the service calls the compute side for it, perhaps before this returns.
     *
     * <p>A request whose id the service has seen is not made again: its snapshot is returned, in whatever state it is.
     * After CATALOG_OUTCOME_UNKNOWN the snapshot may still come into being; asking again with the same id tells.
     *
     * @throws org.chainsmith.core.error.SnapshotException VOLUME_NOT_FOUND; CATALOG_REFUSED also when a quota is used up
     */
    CatalogSnapshot requestSnapshot(SnapshotRequest request);

    /**
     * Asks for the deletion of a snapshot. It is {@code DELETING}, or gone, when this returns; one that was not there is
     * fine.
     *
     * @throws org.chainsmith.core.error.SnapshotException CATALOG_REFUSED if the service cannot delete it in its state
     */
    void requestDeletion(SnapshotId snapshot);

    /** Records of snapshots that the compute side takes by itself, if this volume service declares that it keeps such. */
    Optional<SnapshotRecords> records();
}
