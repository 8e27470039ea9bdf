package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.volumes.CinderLayout;
import org.chainsmith.qemuimg.volumes.VolumeLayout;

/** How far an image may reach: which names it may have, and which it may back onto. */
public final class Reach {
    private static final VolumeLayout CINDER = new CinderLayout();

    /** Which name within the place of the images is meant by the text of a header, if it leads there. */
    @FunctionalInterface
    public interface HeaderNames extends Function<String, Optional<String>> {
        /** A file in the same directory, named without any path. */
        HeaderNames BESIDE = Optional::of;

        /** What a text is that leads nowhere, as the rest of a sentence. */
        default String objection() {
            return "which is not the name of an image of its volume";
        }
    }

    private final VolumeLayout layout;
    private final Optional<VolumeId> volume;
    private final HeaderNames names;
    private final boolean alone;
    private final String objection;

    private Reach(VolumeLayout layout, Optional<VolumeId> volume, HeaderNames names, boolean alone, String objection) {
        this.layout = layout;
        this.volume = volume;
        this.names = names;
        this.alone = alone;
        this.objection = objection;
    }

    /** To the images of its volume, named as Cinder names them. */
    static Reach withinVolume(VolumeId volume) {
        return withinVolume(CINDER, volume, HeaderNames.BESIDE);
    }

    /** To the images of its volume. */
    public static Reach withinVolume(VolumeLayout layout, VolumeId volume, HeaderNames names) {
        requireNonNull(layout, "layout is null");
        requireNonNull(volume, "volume is null");
        requireNonNull(names, "names is null");
        return new Reach(layout, Optional.of(volume), names, false, names.objection());
    }

    /** To nothing: without a volume nobody can tell whose image the other one is. */
    static Reach alone() {
        return new Reach(
                CINDER,
                Optional.empty(),
                HeaderNames.BESIDE,
                true,
                "and it belongs to no volume that could have such an image");
    }

    /** To nothing: what comes from outside is complete in itself. A volume only says which name it must have. */
    static Reach imported(Optional<VolumeId> volume) {
        return new Reach(CINDER, volume, HeaderNames.BESIDE, true, "and an image from outside may back onto nothing");
    }

    /** Whether no backing image at all is allowed. */
    boolean isAlone() {
        return alone;
    }

    /** The image that the text of a header means, if the image may back onto it. */
    Optional<ImageName> backing(String text) {
        return alone
                ? Optional.empty()
                : names.apply(text)
                        .filter(name -> volume.filter(owner -> layout.isImage(owner, name))
                                .isPresent())
                        .map(ImageName::new);
    }

    /** Why an image may not back onto another one, as the rest of a sentence. */
    String objection() {
        return objection;
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
