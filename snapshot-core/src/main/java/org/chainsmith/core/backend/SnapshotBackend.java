package org.chainsmith.core.backend;

import java.util.Set;
import org.chainsmith.core.operation.OperationLog;

/** A store of volumes, as the ports through which Chainsmith works on it. */
public interface SnapshotBackend {
    /** What this backend can do beside what every backend must. */
    Set<Feature> features();

    ImageNames names();

    ImageInspector inspector();

    OfflineImages images();

    SnapshotLedgers ledgers();

    VolumeLocks locks();

    OperationLog log();
}
