package org.chainsmith.core.backend;

import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** How a store names images. Pure: the same ids always give the same names. */
public interface ImageNames {
    /** The name under which a new volume's only image is made. */
    ImageName base(VolumeId volume);

    /** The name of the overlay that is put on when the snapshot is taken. */
    ImageName overlay(VolumeId volume, SnapshotId snapshot);

    /** Whether images can be made under other names, too: else somebody has provided a place for each snapshot, by its id. */
    default boolean canVary() {
        return true;
    }
}
