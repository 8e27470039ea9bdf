package org.chainsmith.core.operation;

import java.util.Optional;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;

/** Proofs that steps share: facts are re-read from the image, and a fact that does not hold is an error. */
final class Proof {
    private Proof() {}

    static Optional<ImageInspector.Facts> facts(SnapshotBackend backend, VolumeId volume, Image image) {
        return backend.inspector().find(volume, image.name(), image.format());
    }

    /** Refuses to begin with a name that is taken: whoever made that image, it is not ours. */
    static void requireAbsent(SnapshotBackend backend, VolumeId volume, Image planned) {
        if (backend.images().isPresent(volume, planned.name())) {
            throw new SnapshotException(
                            ErrorCode.IMAGE_EXISTS,
                            "There is already an image " + planned + ", which is not part of the volume's chain."
                                    + " Nothing was changed.")
                    .ofVolume(volume)
                    .ofImage(planned)
                    .hint("Choose another id, or move the image away if you know that nobody needs it.");
        }
    }

    /** Whether an image is there that has the planned size and backing. */
    static boolean fits(ImageInspector.Facts facts, Image planned, Optional<ImageName> backing) {
        return facts.image().virtualSize().equals(planned.virtualSize())
                && facts.backing().equals(backing);
    }

    static void require(boolean holds, Step step, Image image, String fact) {
        if (!holds) {
            throw new SnapshotException(
                            ErrorCode.NOT_PROVEN, "The step \"" + step.describe() + "\" returned, but " + fact + ".")
                    .ofImage(image);
        }
    }

    /** DONE if a fitting image is there, NOT_DONE if none is there, else a conflict. */
    static Settlement created(SnapshotBackend backend, VolumeId volume, Image planned, Optional<ImageName> backing) {
        Optional<ImageInspector.Facts> found = facts(backend, volume, planned);
        if (found.isEmpty()) {
            return Settlement.NOT_DONE;
        }
        return fits(found.get(), planned, backing)
                ? Settlement.DONE
                : Settlement.conflict(planned + " exists with another size or backing image than planned");
    }
}
