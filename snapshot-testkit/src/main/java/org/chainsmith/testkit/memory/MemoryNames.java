package org.chainsmith.testkit.memory;

import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** {@code volume-<id>} and {@code volume-<id>.<snapshot>}; a temporary name is {@code .<name>.tmp}. */
final class MemoryNames implements ImageNames {
    @Override
    public ImageName base(VolumeId volume) {
        return new ImageName("volume-" + volume);
    }

    @Override
    public ImageName overlay(VolumeId volume, SnapshotId snapshot) {
        return new ImageName("volume-" + volume + "." + snapshot);
    }

    static ImageName temporary(ImageName name) {
        return new ImageName("." + name + ".tmp");
    }

    static ImageName ledger(VolumeId volume) {
        return new ImageName("volume-" + volume + ".ledger");
    }

    boolean isOwn(VolumeId volume, ImageName image) {
        String base = base(volume).value();
        return image.value().equals(base) || image.value().startsWith(base + ".");
    }

    boolean isTemporary(VolumeId volume, ImageName name) {
        return name.value().startsWith("." + base(volume)) && name.value().endsWith(".tmp");
    }

    void requireOwn(VolumeId volume, ImageName image, ErrorCode code) {
        if (!isOwn(volume, image)) {
            throw new SnapshotException(code, image + " is no image of volume " + volume + ". Nothing was changed.")
                    .ofVolume(volume)
                    .ofImage(image);
        }
    }
}
