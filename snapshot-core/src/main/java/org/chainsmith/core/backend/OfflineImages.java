package org.chainsmith.core.backend;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Changes images that no guest uses. Terms: an <em>overlay</em> is an image with a backing image; a <em>range</em> runs
 * from its base up to its top.
 *
 * <p>Every method may be repeated after a crash, a time-out or an error, with the same arguments and the same end state.
 * When a method returns, its effect is durable. When it throws, what then holds is said at the method. The caller holds
 * the volume's lock; one volume is never worked on by two threads.
 */
public interface OfflineImages {
    /**
     * Makes sure that work on these images may begin: the tools are there and nobody else (a guest, a tool) has one of them
     * open. Images that do not exist are nobody's. Changes nothing.
     *
     * @throws org.chainsmith.core.error.SnapshotException TOOL_MISSING, IMAGE_IN_USE
     */
    void requireIdle(VolumeId volume, List<Image> images);

    /**
     * Makes sure that an image is sound enough to be written to. Changes nothing.
     *
     * @throws org.chainsmith.core.error.SnapshotException CHECK_FAILED
     */
    void requireSound(VolumeId volume, Image image);

    /** Bytes that the store can still take for this volume. */
    long freeBytes(VolumeId volume);

    /**
     * Makes the first image of a volume, reading as zeros. Never replaces an existing image: one that is there and fits
     * is taken as the result of an earlier call. On failure no image of that name was made.
     */
    void createBase(VolumeId volume, Image base);

    /**
     * Makes an empty overlay on the backing image. Never replaces an existing image: one that is there and fits is
     * taken as the result of an earlier call. On failure no image of that name was made.
     */
    void createOverlay(VolumeId volume, Image overlay, Image backing);

    /** Removes what interrupted creates left of this volume under temporary names. */
    void discardUnfinished(VolumeId volume);

    /** All images of the volume that are in the store, part of its chain or not, in no particular order. */
    List<ImageName> present(VolumeId volume);

    /** Whether {@link #present} has this image: a look at one name, however many images there are. */
    default boolean isPresent(VolumeId volume, ImageName image) {
        return present(volume).contains(image);
    }

    /**
     * Copies what the range provides above its base down into the base, which then reads as the top did. The images
     * above the base stay as they are, and so does what reads through them, at every instant. On failure the base is
     * partly written: the points in time below the top are gone, everything above reads the same, and the call must be
     * repeated until it succeeds. Source: QEMU, qemu-img commit.
     *
     * @param chain the part of the chain that matters: from the image below the base, if there is one, up to the top
     * @return bytes written while copying
     */
    long commit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener);

    /** {@link #commit} after one that was interrupted: first mends what that left in the base (leaked clusters). */
    long resumeCommit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener);

    /**
     * Copies into the top what it reads through the images between it and the new backing, then lets it back onto the
     * new backing (or nothing). No other image is written. Before anything else the top is pointed back to the image
     * below it in the chain, which undoes an interrupted earlier call. On failure the call must be repeated, or the top
     * pointed back with {@link #repoint}; until then the top may read wrong. Source: QEMU, qemu-img rebase (safe mode).
     *
     * @param chain the part of the chain that matters: from the new backing, if there is one, up to the top
     * @return bytes written while copying
     */
    long pull(VolumeId volume, BackingChain chain, Image top, Optional<Image> backing, ProgressListener listener);

    /**
     * Rewrites only the backing reference of an overlay. The caller knows that the new backing reads the same. On
     * failure the reference is the old or the new one.
     */
    void repoint(VolumeId volume, Image overlay, Image backing);

    /**
     * Removes images for good, in this order; one that is not there is fine. On failure some may still be there, and
     * until the method returns, a power loss may bring back any of them.
     */
    void remove(VolumeId volume, List<ImageName> images);

    /** {@link #remove(VolumeId, List)} for one image. */
    default void remove(VolumeId volume, ImageName image) {
        remove(volume, List.of(image));
    }
}
