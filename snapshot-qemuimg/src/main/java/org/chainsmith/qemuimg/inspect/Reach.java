package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.volumes.CinderLayout;
import org.chainsmith.qemuimg.volumes.VolumeLayout;

/** How far an image may reach: which names it may have, and which it may back onto. */
public final class Reach {
    private static final VolumeLayout CINDER = new CinderLayout();

    private final VolumeLayout layout;
    private final Optional<VolumeId> volume;
    private final boolean alone;
    private final String objection;

    private Reach(VolumeLayout layout, Optional<VolumeId> volume, boolean alone, String objection) {
        this.layout = layout;
        this.volume = volume;
        this.alone = alone;
        this.objection = objection;
    }

    /** To the images of its volume, named as Cinder names them. */
    static Reach withinVolume(VolumeId volume) {
        return withinVolume(CINDER, volume);
    }

    /** To the images of its volume. */
    public static Reach withinVolume(VolumeLayout layout, VolumeId volume) {
        requireNonNull(layout, "layout is null");
        requireNonNull(volume, "volume is null");
        return new Reach(layout, Optional.of(volume), false, "which is not the name of an image of its volume");
    }

    /** To nothing: without a volume nobody can tell whose image the other one is. */
    static Reach alone() {
        return new Reach(CINDER, Optional.empty(), true, "and it belongs to no volume that could have such an image");
    }

    /** To nothing: what comes from outside is complete in itself. A volume only says which name it must have. */
    static Reach imported(Optional<VolumeId> volume) {
        return new Reach(CINDER, volume, true, "and an image from outside may back onto nothing");
    }

    /** Whether no backing image at all is allowed. */
    boolean isAlone() {
        return alone;
    }

    /** Why the image may not back onto this name, as the rest of a sentence; empty if it may. */
    Optional<String> objectionTo(String backing) {
        return !alone && volume.filter(owner -> layout.isImage(owner, backing)).isPresent()
                ? Optional.empty()
                : Optional.of(objection);
    }

    /** Refuses every name that is not one of the volume's images. Without a volume any name will do. */
    public void requireOwn(ImageName name) {
        volume.filter(owner -> !layout.isImage(owner, name.value())).ifPresent(owner -> {
            throw new SnapshotException(
                            ErrorCode.IMAGE_NAME_REFUSED,
                            ImageName.quoted(name.value()) + " is not the name of an image of volume " + owner + ".")
                    .ofVolume(owner)
                    .ofImage(name);
        });
    }
}
