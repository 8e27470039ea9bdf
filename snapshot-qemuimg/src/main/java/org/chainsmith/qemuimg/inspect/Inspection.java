package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * A request to inspect an image, and as a layer the chain below it.
 *
 * @param path of the image; its chain is in the same directory
 * @param format the tracked or declared one; never a guess
 * @param volume whose images the names must be. Without it, a name of Cinder's form tells the volume; any other image
 *     stands alone and may back onto nothing
 * @param layerFormats formats on record of images in the chain; of the others the overlay's header tells
 */
public record Inspection(
        Path path,
        ImageFormat format,
        Optional<VolumeId> volume,
        Map<ImageName, ImageFormat> layerFormats,
        Role role,
        Limits limits) {
    public Inspection {
        requireNonNull(path, "path is null");
        requireNonNull(format, "format is null");
        requireNonNull(volume, "volume is null");
        layerFormats = Map.copyOf(layerFormats);
        requireNonNull(role, "role is null");
        requireNonNull(limits, "limits is null");
    }

    /** As a layer, with the default limits. */
    public static Inspection of(Path path, ImageFormat format) {
        return new Inspection(path, format, Optional.empty(), Map.of(), Role.LAYER, Limits.DEFAULT);
    }

    public Inspection ofVolume(VolumeId owner) {
        return new Inspection(path, format, Optional.of(owner), layerFormats, role, limits);
    }

    public Inspection withLayerFormats(Map<ImageName, ImageFormat> formats) {
        return new Inspection(path, format, volume, formats, role, limits);
    }

    public Inspection as(Role newRole) {
        return new Inspection(path, format, volume, layerFormats, newRole, limits);
    }

    public Inspection within(Limits newLimits) {
        return new Inspection(path, format, volume, layerFormats, role, newLimits);
    }
}
