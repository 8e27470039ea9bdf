package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** The names of a layout where somebody else provides the places of images, such as exports. */
public record ProvidedNames(VolumeLayout layout) implements ImageNames {
    public ProvidedNames {
        requireNonNull(layout, "layout is null");
    }

    @Override
    public ImageName base(VolumeId volume) {
        return layout.base(volume);
    }

    @Override
    public ImageName overlay(VolumeId volume, SnapshotId snapshot) {
        return layout.overlay(volume, snapshot);
    }

    @Override
    public boolean canVary() {
        return false;
    }
}
