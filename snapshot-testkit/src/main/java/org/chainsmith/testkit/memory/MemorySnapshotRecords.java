package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.backend.SnapshotRecords;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotOutcome;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.snapshot.SnapshotId;

/** The records of a {@link MemoryCatalog} that the compute side opens and completes by itself. */
final class MemorySnapshotRecords implements SnapshotRecords {
    private final MemoryCatalog catalog;

    MemorySnapshotRecords(MemoryCatalog catalog) {
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    @Override
    public CatalogSnapshot open(SnapshotRequest request) {
        synchronized (catalog) {
            catalog.failAsSaid();
            return catalog.find(request).orElseGet(() -> catalog.create(request));
        }
    }

    @Override
    public Acknowledgement complete(SnapshotOutcome outcome) {
        if (!outcome.kind().isOfCreation()) {
            throw new IllegalArgumentException("no outcome of a creation: " + outcome);
        }
        return catalog.report(outcome);
    }

    @Override
    public void remove(SnapshotId snapshot) {
        synchronized (catalog) {
            catalog.failAsSaid();
            catalog.remove(snapshot);
        }
    }
}
