package org.chainsmith.core.backend;

import java.util.Optional;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Reads facts from images without trusting them. Never writes, never probes a format, never opens anything but images of
 * the named volume inside its store.
 *
 * <p>All methods may be called from any thread. A refusal (a {@code SnapshotException} of kind PRECONDITION) names the
 * image and the offending fact.
 */
public interface ImageInspector {
    /**
     * What one image's own header says.
     *
     * @param image its name, tracked format, virtual size and allocation
     * @param backing the image it backs onto, if it is an overlay
     */
    record Facts(Image image, Optional<ImageName> backing) {}

    /**
     * The chain of a volume, from the active layer on record down to its base. The format of each image is the one on
     * record, or else the one that the overlay above it records.
     *
     * @throws org.chainsmith.core.error.SnapshotException PRECONDITION if an image is missing, hostile, damaged, of
     *     another volume or format, or if the chain loops or is too deep
     */
    BackingChain chain(SnapshotLedger ledger);

    /** How many images a chain may have, at most, to be accepted by {@link #chain}. */
    int maxChain();

    /** The facts of one image, or empty if no such image exists. Refuses like {@link #chain}. */
    Optional<Facts> find(VolumeId volume, ImageName image, ImageFormat format);

    /** What the image itself provides, without its backing chain. Costs a read of its metadata, not of its data. */
    AllocationMap map(VolumeId volume, Image image);
}
