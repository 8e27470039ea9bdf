package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.chain.ImageName;

/**
 * A snapshot and where it lies in the chain.
 *
 * @param id the snapshot
 * @param overlay the image that was put on when the snapshot was taken
 * @param data the image whose content, with everything below it, is the snapshot
 */
public record PointInTime(SnapshotId id, ImageName overlay, ImageName data) {
    public PointInTime {
        requireNonNull(id, "id is null");
        requireNonNull(overlay, "overlay is null");
        requireNonNull(data, "data is null");
    }
}
