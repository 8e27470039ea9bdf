package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * The names of one disk that no volume service made: its first image has any name, {@code web.qcow2} for example, and the
 * overlays are {@code web.qcow2.<uuid>}.
 */
public final class DiskLayout implements VolumeLayout {
    private static final Pattern OVERLAY =
            Pattern.compile("(.+)\\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final VolumeId volume;
    private final ImageName base;

    /** The disk that is this volume and began with this image. */
    public DiskLayout(VolumeId volume, ImageName base) {
        this.volume = requireNonNull(volume, "volume is null");
        this.base = requireNonNull(base, "base is null");
    }

    /** The image with which the disk began that now writes to this one. */
    public static ImageName baseOf(ImageName active) {
        Matcher overlay = OVERLAY.matcher(active.value());
        return overlay.matches() ? new ImageName(overlay.group(1)) : active;
    }

    @Override
    public ImageName base(VolumeId of) {
        return base;
    }

    @Override
    public ImageName overlay(VolumeId of, SnapshotId snapshot) {
        return new ImageName(base + "." + snapshot);
    }

    @Override
    public boolean isImage(VolumeId of, String name) {
        return of.equals(volume) && (name.equals(base.value()) || isOverlay(name));
    }

    @Override
    public boolean isOverlay(ImageName name) {
        return isOverlay(name.value());
    }

    private boolean isOverlay(String name) {
        Matcher overlay = OVERLAY.matcher(name);
        return overlay.matches() && overlay.group(1).equals(base.value());
    }

    @Override
    public List<String> files(VolumeId of) {
        return List.of(base.value());
    }

    /** Not by the name of the image: the disks of many directories have their files in one. */
    @Override
    public String own(VolumeId of) {
        return "disk-" + of;
    }

    @Override
    public Optional<VolumeId> volumeOfOwn(String name) {
        return name.equals(own(volume)) ? Optional.of(volume) : Optional.empty();
    }
}
