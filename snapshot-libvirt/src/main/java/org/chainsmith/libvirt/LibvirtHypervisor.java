package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.VolumeId;

/** A connection to libvirt, as the ports of the core. */
public final class LibvirtHypervisor implements AutoCloseable {
    private final LibvirtSession session;
    private final LiveDisks live;
    private final GuestAgent agent;
    private final Effects effects;

    /** The records of one disk, as the ports of the core. */
    public record DiskRecords(SnapshotLedgers ledgers, ConsistencyRecords consistency) {}

    private LibvirtHypervisor(LibvirtSession session, Effects effects, long jobBandwidth) {
        this.session = requireNonNull(session, "session is null");
        this.effects = requireNonNull(effects, "effects is null");
        this.live = new LibvirtLiveDisks(session, effects, jobBandwidth);
        this.agent = new LibvirtGuestAgent(session, effects);
    }

    /**
     * Connects.
     *
     * @throws org.chainsmith.core.error.SnapshotException LIBVIRT_UNREACHABLE, LIBVIRT_ACCESS_DENIED
     */
    public static LibvirtHypervisor connect(LibvirtConfig config, Effects effects) {
        return new LibvirtHypervisor(LibvirtSession.open(config), effects, config.jobBandwidth());
    }

    public LiveDisks live() {
        return live;
    }

    public GuestAgent agent() {
        return agent;
    }

    /**
     * What is on record in the metadata of a domain about a disk that no volume service keeps a record of.
     *
     * @param base the image with which the disk began
     * @throws SnapshotException DISK_UNSUITABLE for a domain that is gone when it stops, and its metadata with it
     */
    public DiskRecords records(Attachment at, VolumeId volume, ImageName base) {
        if (!session.domains().isPersistent(at.guest())) {
            throw new SnapshotException(
                            ErrorCode.DISK_UNSUITABLE,
                            "Guest " + at.guest() + " is transient: what would be on record about " + at.disk()
                                    + " would be gone when it stops. Nothing was changed.")
                    .hint("Define the guest (virsh define), or keep the disk in a volume directory.");
        }
        DomainRecord disk = new DomainRecord(session.domains(), at, volume, base, effects);
        return new DiskRecords(new DomainLedgers(disk), new DomainConsistency(disk));
    }

    @Override
    public void close() {
        session.close();
    }
}
