package org.chainsmith.core.operation;

import java.util.Optional;
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
import org.chainsmith.core.guest.LiveChain;

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
        return guest(backend, at).state().isActive();
    }

    /** The image that the guest writes to, or would write to if it were started. */
    static ImageName active(SnapshotBackend backend, Attachment at) {
        Guest guest = guest(backend, at);
        return guest.state().isActive()
                ? backend.live().chain(at).active()
                : guest.disk(at.disk())
                        .flatMap(GuestDisk::active)
                        .orElseThrow(() -> new SnapshotException(
                                ErrorCode.DISK_NOT_FOUND, "Guest " + guest + " has no disk " + at.disk() + "."));
    }

    /** Refuses unless the guest has exactly this chain open, and nothing works on it. */
    static void requireOpen(SnapshotBackend backend, Attachment at, BackingChain chain) {
        LiveChain open = backend.live().chain(at);
        if (!open.matches(chain)) {
            throw new SnapshotException(
                            ErrorCode.LEDGER_UNLIKE_CHAIN,
                            "The hypervisor has another chain open for " + at + ": " + open + ". Nothing was changed.")
                    .onChain(chain)
                    .hint(
                            "If its lower end is unknown, write <backingStore/> into the domain's XML; else run recover.");
        }
        backend.live().job(at).ifPresent(job -> {
            throw new SnapshotException(
                            ErrorCode.BLOCK_JOB_ACTIVE,
                            "A block job (" + job.kind() + ") already runs on " + at + ". Nothing was changed.")
                    .onChain(chain)
                    .hint("Wait for it, or cancel it: job list, job cancel.");
        });
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
    static Optional<ImageName> backing(
            SnapshotBackend backend, org.chainsmith.core.snapshot.VolumeId volume, Image image) {
        return Proof.facts(backend, volume, image).orElseThrow().backing();
    }
}
