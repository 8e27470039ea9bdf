package org.chainsmith.core.backend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.BlockJob;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.LiveChain;

/**
 * Changes disks that a guest has open, through its hypervisor. Whether a call has succeeded is read from the chain that
 * the hypervisor has open, never from a job that is gone, an event, or a call that returned.
 *
 * <p>Every method may be repeated after a crash, a time-out or an error, with the same arguments and the same end state.
 * A lost connection to the hypervisor is CONNECTION_LOST, of kind OUTCOME_UNKNOWN: the chain must be read anew.
 */
public interface LiveDisks {
    /** What the hypervisor can do beside what every one must: {@link Feature#LIVE_COMMIT}, {@link Feature#LIVE_PULL}. */
    Set<Feature> features();

    /** All guests that the hypervisor knows. */
    List<Guest> guests();

    /** One guest as it is now, or empty if the hypervisor does not know it. */
    Optional<Guest> find(GuestId guest);

    /** The guest that has this name now, as it is now. */
    Optional<Guest> named(String name);

    /**
     * The chain that the guest has open; empty while it is off.
     *
     * @throws org.chainsmith.core.error.SnapshotException GUEST_NOT_FOUND, DISK_NOT_FOUND
     */
    Optional<LiveChain> open(Attachment at);

    /**
     * The layers that the definition of the guest lists for the disk: with these it starts next time, whatever the headers
     * of all but the lowest say. Incomplete if the header of the lowest tells the rest.
     *
     * @throws org.chainsmith.core.error.SnapshotException GUEST_NOT_FOUND, DISK_NOT_FOUND
     */
    LiveChain defined(Attachment at);

    /**
     * Lets several disks of one guest write to new overlays from one instant on: all of them, or none. The definition of a
     * guest that is off names the overlays then, and nothing below them. When it throws, too, all disks have their overlays or
     * none has: which, the chains tell.
     *
     * @param overlays existing and empty, made for exactly this; named as the images beside the active layers
     */
    void switchTo(GuestId guest, Map<DiskTarget, Image> overlays);

    /**
     * How long the switch of these disks is likely to last. Meanwhile the hypervisor may hear nothing about the guest, not
     * even that it is to be thawed. Found out by a rehearsal that changes nothing and may take some of that time itself,
     * where there is reason to fear that it is long; else zero.
     *
     * @throws org.chainsmith.core.error.SnapshotException when it could not be found out: nothing was changed, and the guest
     *     is not frozen
     */
    default Duration rehearseSwitch(Guest guest, Set<DiskTarget> disks) {
        return Duration.ZERO;
    }

    /**
     * Copies what a range provides above its base down into the base, which then takes the range's place in the chain.
     * Ends with a pivot if the range ends with the active layer. A job of that kind that already runs is waited for.
     * When it returns, the chain is new and durable. When it throws, the chain is old or new, what reads through the top
     * is right, and the base's own point in time may be gone.
     *
     * @param chain the part of the chain that matters: from the image below the range, if there is one, up to its top
     * @return bytes written while copying, as far as the hypervisor tells
     */
    long commit(Attachment at, BackingChain chain, ChainRange range, ProgressListener listener);

    /**
     * Copies what lies between the active layer and the new backing up into the active layer, which then backs onto the
     * new backing. A job of that kind that already runs is waited for. When it returns, the chain is new and what was
     * copied is durable. When it throws, the chain is old or new, and what was copied may not be durable.
     *
     * @param chain the part of the chain that matters: from the new backing, if there is one, up to the active layer
     * @return bytes written while copying, as far as the hypervisor tells
     */
    long pull(Attachment at, BackingChain chain, Optional<Image> backing, ProgressListener listener);

    /** Makes durable what the guest and finished jobs wrote to the disk. */
    void flush(Attachment at);

    /**
     * Lets the definition of a guest that is off name this image as the active layer of the disk, and nothing below it: what
     * lies there, the headers tell. Refused while the guest is active.
     */
    void follow(Attachment at, Image active);

    /**
     * The text by which a header will name this image after a merge above it: as far as the hypervisor can say beforehand,
     * and if the header named its backing image in this way before.
     */
    String reference(Attachment at, ImageName backing);

    /**
     * Whether the definition has to list all layers of the disk, because the hypervisor may be unable to read the headers
     * when the guest is started.
     */
    boolean needsList(Attachment at);

    /**
     * Lets the definition of a guest, off or not, list exactly these layers: with them it starts next time, whatever the
     * headers say.
     */
    void list(Attachment at, BackingChain chain);

    /** The block job that runs on the disk. */
    Optional<BlockJob> job(Attachment at);

    /** Ends the block job of the disk, if there is one; its chain stays the old one. */
    void cancelJob(Attachment at);

    /** Limits the speed of the disk's block job; 0 for no limit. */
    void limitJob(Attachment at, long bytesPerSecond);
}
