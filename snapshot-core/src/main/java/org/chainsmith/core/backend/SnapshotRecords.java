package org.chainsmith.core.backend;

import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.snapshot.SnapshotId;

/**
 * The part of a volume service that keeps records of snapshots without having a hand in them: the compute side creates
 * the overlay by itself, and says so. The same errors as in {@link VolumeCatalog}.
 */
public interface SnapshotRecords {
    /**
     * Makes the record of a snapshot that is about to be taken, in state {@code CREATING}. Nobody is asked to take it. A
     * request whose id the service has seen gives the record that is there.
     *
     * @throws org.chainsmith.core.error.SnapshotException VOLUME_NOT_FOUND
     */
    CatalogSnapshot open(SnapshotRequest request);

    /** Finishes a record that {@link #open} made: {@code CREATED} or {@code CREATION_FAILED}. May be repeated. */
    Acknowledgement complete(SnapshotOutcome outcome);

    /** Removes the record of a snapshot whose data is gone, and nothing but the record. One not there is fine. */
    void remove(SnapshotId snapshot);
}
