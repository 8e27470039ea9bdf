package org.chainsmith.core.backend;

import java.util.Map;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * What was reached when snapshots were taken of running guests. Kept beside the ledger, whose form belongs to Cinder. A
 * snapshot that is not on record here was taken offline, or its taker died before it could write.
 */
public interface ConsistencyRecords {
    /** Everything on record about the volume's snapshots; may name snapshots that are gone. */
    Map<SnapshotId, Consistency> find(VolumeId volume);

    /** Records it, durably, and forgets all snapshots but these. May be repeated. */
    void save(VolumeId volume, Map<SnapshotId, Consistency> reached);
}
