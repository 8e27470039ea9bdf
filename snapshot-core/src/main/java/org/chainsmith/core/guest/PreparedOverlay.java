package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;

/** An overlay that the owner of a volume has made for a snapshot: empty, and on the volume's active layer. */
public record PreparedOverlay(AttachedVolume volume, SnapshotId snapshot, ImageName name) {
    public PreparedOverlay {
        requireNonNull(volume, "volume is null");
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(name, "name is null");
    }
}
