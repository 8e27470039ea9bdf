package org.chainsmith.app.live;

import java.util.List;
import org.chainsmith.core.snapshot.SnapshotId;

/** Deletions that run as block jobs, one of each kind. */
enum Merge {
    COMMIT,
    ACTIVE_COMMIT,
    PULL;

    /**
     * The request.
     *
     * @param there the three snapshots of the volume, oldest first
     */
    LiveRequest request(List<SnapshotId> there) {
        return switch (this) {
            case COMMIT -> new LiveRequest(LiveRequest.Kind.DELETE, List.of(there.get(1)));
            case ACTIVE_COMMIT -> new LiveRequest(LiveRequest.Kind.DELETE, there);
            case PULL -> new LiveRequest(LiveRequest.Kind.DELETE_BY_PULL, List.of(there.get(2)));
        };
    }
}
