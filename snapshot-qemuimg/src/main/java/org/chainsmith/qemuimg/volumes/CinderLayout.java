package org.chainsmith.qemuimg.volumes;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * The names of Cinder's remotefs drivers: {@code volume-<id>} is the image that a volume begins with, {@code
 * volume-<id>.<uuid>} an overlay (temporary snapshots of Cinder: {@code volume-<id>.tmp-snap-<uuid>}), {@code
 * volume-<id>.info} the record. Only these exact forms are accepted.
 */
public final class CinderLayout implements VolumeLayout {
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern IMAGE = Pattern.compile("volume-(" + UUID + ")(\\.(?:tmp-snap-)?" + UUID + ")?");
    private static final Pattern INFO = Pattern.compile("volume-(" + UUID + ")\\.info");

    @Override
    public ImageName base(VolumeId volume) {
        return new ImageName("volume-" + volume);
    }

    @Override
    public ImageName overlay(VolumeId volume, SnapshotId snapshot) {
        return new ImageName("volume-" + volume + "." + snapshot);
    }

    String info(VolumeId volume) {
        return base(volume) + ".info";
    }

    @Override
    public List<String> files(VolumeId volume) {
        return List.of(base(volume).value(), info(volume));
    }

    @Override
    public String own(VolumeId volume) {
        return base(volume).value();
    }

    @Override
    public Optional<VolumeId> volumeOfOwn(String name) {
        return volumeOf(name);
    }

    /** The volume of which this file is an image or the record. */
    Optional<VolumeId> volumeOf(String file) {
        Matcher image = IMAGE.matcher(file);
        Matcher matcher = image.matches() ? image : INFO.matcher(file);
        return matcher.matches() ? Optional.of(new VolumeId(matcher.group(1))) : Optional.empty();
    }

    /** The volume of which this is the name of an image. */
    public Optional<VolumeId> volumeOfImage(String name) {
        Matcher matcher = IMAGE.matcher(name);
        return matcher.matches() ? Optional.of(new VolumeId(matcher.group(1))) : Optional.empty();
    }

    /**
     * The volume that begins with the image of this name, {@code volume-<id>}.
     *
     * @throws SnapshotException INVALID_ID
     */
    public VolumeId volumeNamed(String text) {
        return volumeOfImage(text)
                .filter(volume -> base(volume).value().equals(text))
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.INVALID_ID,
                        "Not the name of a volume: " + ImageName.quoted(text) + " (volume-<id> is expected)"));
    }

    @Override
    public boolean isImage(VolumeId volume, String name) {
        Matcher matcher = IMAGE.matcher(name);
        return matcher.matches() && matcher.group(1).equals(volume.value());
    }

    @Override
    public boolean isOverlay(ImageName name) {
        Matcher matcher = IMAGE.matcher(name.value());
        return matcher.matches() && matcher.group(2) != null;
    }
}
