package org.chainsmith.core.operation;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestState;
import org.chainsmith.core.guest.LiveChain;
import org.chainsmith.core.snapshot.VolumeId;

/** What live steps read from the hypervisor. */
final class LiveProof {
    private LiveProof() {}

    static Guest guest(SnapshotBackend backend, Attachment at) {
        return backend.live()
                .find(at.guest())
                .orElseThrow(() -> new SnapshotException(
                                ErrorCode.GUEST_NOT_FOUND, "The hypervisor knows no guest " + at.guest() + ".")
                        .hint("virsh list --all shows the guests; a guest may have moved to another host."));
    }

    static boolean isActive(SnapshotBackend backend, Attachment at) {
        return backend.live().open(at).isPresent();
    }

    /** The chain that the guest has open, which is active. */
    static LiveChain open(SnapshotBackend backend, Attachment at) {
        return backend.live()
                .open(at)
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.GUEST_NOT_RUNNING, "Guest " + at.guest() + " is off: it was stopped meanwhile."));
    }

    /** The image that the guest writes to, or would write to if it were started. */
    static ImageName active(SnapshotBackend backend, Attachment at) {
        return backend.live().open(at).map(LiveChain::active).orElseGet(() -> defined(guest(backend, at), at));
    }

    private static ImageName defined(Guest guest, Attachment at) {
        return disk(guest, at)
                .active()
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.DISK_UNSUITABLE, "Disk " + at.disk() + " of guest " + guest + " is no file."));
    }

    /** Refuses unless the plan fits what the guest has open, or would open, and the destination is sound. */
    static void requireReady(SnapshotBackend backend, Attachment at, Plan plan, Image destination) {
        if (requireAttached(backend, at, plan.before().orElseThrow()) == GuestState.OFF) {
            backend.images().requireSound(plan.volume(), destination);
        }
    }

    /** Refuses unless the guest is off, and would write to the active layer of this chain. */
    static void requireOff(SnapshotBackend backend, Attachment at, BackingChain chain) {
        if (isActive(backend, at)) {
            throw new SnapshotException(
                            ErrorCode.IMAGE_IN_USE, "Guest " + at.guest() + " was started. Nothing was changed.")
                    .hint("Repeat: then it is done while the guest runs.");
        }
        requireAttached(backend, at, chain);
    }

    /**
     * Refuses unless the guest has exactly this chain open, and nothing works on it; or, while it is off, would write to
     * its active layer. The disk has to be a suitable one.
     *
     * @return what the guest does
     */
    static GuestState requireAttached(SnapshotBackend backend, Attachment at, BackingChain chain) {
        Guest guest = guest(backend, at);
        requireSuitable(guest, at);
        if (guest.state().isActive()) {
            requireOpen(backend, at, chain, open(backend, at));
        } else {
            ImageName active = defined(guest, at);
            if (!active.equals(chain.active().name())) {
                throw unlike(at + " would write to " + active, chain);
            }
        }
        return guest.state();
    }

    private static void requireOpen(SnapshotBackend backend, Attachment at, BackingChain chain, LiveChain open) {
        if (open.isUpperPartOf(chain)) {
            throw new SnapshotException(
                            ErrorCode.CHAIN_UNKNOWN,
                            "The hypervisor does not know what lies below "
                                    + open.images().get(0) + " on " + at + ": " + open + ". Nothing was changed.")
                    .onChain(chain)
                    .hint(
                            "Stop the guest; name every layer in its XML, each within the <backingStore> of the one above,"
                                    + " with format and source, and an empty <backingStore/> in the last; or let libvirt read"
                                    + " the headers itself (Debian: libvirt-daemon-driver-storage-gluster).");
        }
        if (!open.matches(chain)) {
            throw unlike("The hypervisor has another chain open for " + at + ": " + open, chain);
        }
        backend.live().job(at).ifPresent(job -> {
            throw new SnapshotException(
                            ErrorCode.BLOCK_JOB_ACTIVE,
                            "A block job (" + job.kind() + ") already runs on " + at + ". Nothing was changed.")
                    .onChain(chain)
                    .hint("Wait for it, or cancel it: job list, job cancel.");
        });
    }

    private static SnapshotException unlike(String fact, BackingChain chain) {
        return new SnapshotException(ErrorCode.LEDGER_UNLIKE_CHAIN, fact + ". Nothing was changed.")
                .onChain(chain)
                .hint("Run recover.");
    }

    private static void requireSuitable(Guest guest, Attachment at) {
        Set<GuestDisk.Obstacle> obstacles = disk(guest, at).obstacles();
        if (!obstacles.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.DISK_UNSUITABLE,
                    "Disk " + at.disk() + " of guest " + guest + " "
                            + obstacles.stream()
                                    .sorted()
                                    .map(GuestDisk.Obstacle::toString)
                                    .collect(Collectors.joining(" and "))
                            + ". Nothing was changed.");
        }
    }

    private static GuestDisk disk(Guest guest, Attachment at) {
        return guest.disk(at.disk())
                .orElseThrow(() -> new SnapshotException(
                                ErrorCode.DISK_NOT_FOUND, "Guest " + guest + " has no disk " + at.disk() + ".")
                        .hint("virsh domblklist shows the disks."));
    }

    /** Whether a range has become one image in the chain that the guest has open. */
    static Settlement merged(LiveChain open, BackingChain part, ChainRange range, ImageName survivor) {
        long there = part.range(range).stream()
                .map(Image::name)
                .filter(open::contains)
                .count();
        if (there == part.range(range).size()) {
            return Settlement.NOT_DONE;
        }
        return there == 1 && open.contains(survivor)
                ? Settlement.DONE
                : Settlement.conflict("of the range " + range + ", the chain " + open + " has " + there + " images");
    }

    /** What the header of the image says that it backs onto. */
    static Optional<ImageName> backing(SnapshotBackend backend, VolumeId volume, Image image) {
        return Proof.facts(backend, volume, image).orElseThrow().backing();
    }
}
