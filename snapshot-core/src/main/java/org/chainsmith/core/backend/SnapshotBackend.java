package org.chainsmith.core.backend;

import java.util.Set;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
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

    ConsistencyRecords consistency();

    /**
     * The disks of running guests, where a hypervisor is connected.
     *
     * @throws org.chainsmith.core.error.SnapshotException NOT_SUPPORTED
     */
    default LiveDisks live() {
        throw noHypervisor();
    }

    /**
     * The agents inside those guests.
     *
     * @throws org.chainsmith.core.error.SnapshotException NOT_SUPPORTED
     */
    default GuestAgent agent() {
        throw noHypervisor();
    }

    private static SnapshotException noHypervisor() {
        return new SnapshotException(
                        ErrorCode.NOT_SUPPORTED,
                        "This concerns a volume that is attached to a guest, and no hypervisor is connected.")
                .hint("Name the hypervisor: --connect URI.");
    }
}
