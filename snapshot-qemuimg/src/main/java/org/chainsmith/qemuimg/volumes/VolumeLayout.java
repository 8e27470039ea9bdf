package org.chainsmith.qemuimg.volumes;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;

/** The names of a volume's files within one directory, and of the files that Chainsmith keeps on it. */
public interface VolumeLayout extends ImageNames {
    /** Whether the name is one of this volume's images. */
    boolean isImage(VolumeId volume, String name);

    /** Whether the name is that of an overlay; overlays are qcow2. */
    boolean isOverlay(ImageName name);

    /** The format that the name alone tells: overlays are qcow2. */
    default Optional<ImageFormat> formatOf(ImageName name) {
        return isOverlay(name) ? Optional.of(ImageFormat.QCOW2) : Optional.empty();
    }

    /** Files of the directory of which one at least is there as long as the volume is. */
    List<String> files(VolumeId volume);

    /** What the names of Chainsmith's own files on the volume begin with. */
    String own(VolumeId volume);

    /** The volume whose own files' names begin so. */
    Optional<VolumeId> volumeOfOwn(String name);
}
