package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * Goes down a backing chain, one image at a time, with one file open. Whoever walks decides after each image whether its
 * faults allow going on; the walk itself goes only where {@link Reach} lets it.
 */
public final class ChainWalk {
    /** The files of one directory. */
    @FunctionalInterface
    public interface Images {
        /** Opens an image of the volume; refuses everything else. */
        ImageFile open(ImageName name);
    }

    /** What the owner has recorded. */
    @FunctionalInterface
    public interface Records {
        Optional<ImageFormat> formatOf(ImageName name);
    }

    /** Looks at an open image. */
    @FunctionalInterface
    public interface Look {
        Layer at(ImageName name, Optional<ImageFormat> stated, ImageFile file);
    }

    private final Images images;
    private final Records records;
    private final Limits limits;
    private final Look look;
    private final Set<List<Long>> seen = new HashSet<>();
    private Optional<ImageName> next;
    private Optional<ImageFormat> stated = Optional.empty();

    public ChainWalk(ImageName active, Images images, Records records, Limits limits, Look look) {
        this.next = Optional.of(active);
        this.images = requireNonNull(images, "images is null");
        this.records = requireNonNull(records, "records is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.look = requireNonNull(look, "look is null");
    }

    /**
     * The next image below, or empty behind the last one.
     *
     * @throws SnapshotException if the walk ends here: the image cannot or must not be opened, has no valid header, is
     *     one too many, or was passed before
     */
    public Optional<Layer> next() {
        if (next.isEmpty()) {
            return Optional.empty();
        }
        ImageName name = next.get();
        next = Optional.empty();
        try {
            return Optional.of(visit(name));
        } catch (SnapshotException e) {
            throw e.ofImage(name);
        }
    }

    private Layer visit(ImageName name) {
        Optional<ImageFormat> format = agreed(name);
        limits.requireRoom(seen.size(), name);
        try (ImageFile file = images.open(name)) {
            FileStatus status = file.statusWhenOpened();
            if (!seen.add(List.of(status.device(), status.inode()))) {
                throw new SnapshotException(
                        ErrorCode.CHAIN_LOOP,
                        "The chain is refused: it comes back to " + name + ". Nothing was changed.");
            }
            Layer layer = look.at(name, format, file);
            next = layer.backing().map(Layer.Backing::name);
            stated = layer.backing().map(Layer.Backing::format);
            return layer;
        }
    }

    /** The format on record, which must be the one that the overlay's header states. */
    private Optional<ImageFormat> agreed(ImageName name) {
        Optional<ImageFormat> tracked = records.formatOf(name);
        if (tracked.isPresent() && stated.isPresent() && !tracked.equals(stated)) {
            throw new SnapshotException(
                            ErrorCode.FORMAT_MISMATCH,
                            "The overlay on " + name + " takes it for " + stated.get() + ", but on record it is "
                                    + tracked.get() + ".")
                    .hint("Somebody wrote a header that he should not have. Find out who before anything else.");
        }
        return stated.isPresent() ? stated : tracked;
    }
}
