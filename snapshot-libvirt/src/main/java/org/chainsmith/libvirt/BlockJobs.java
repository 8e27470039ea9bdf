package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;
import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;
import static org.chainsmith.libvirt.jna.NativeFailure.checked;

import com.sun.jna.NativeLong;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.backing.BackingName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.jna.NativeFailure;
import org.chainsmith.libvirt.job.BlockJobInfo;
import org.chainsmith.libvirt.job.JobType;
import org.chainsmith.libvirt.job.JobWatch;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.virDomainBlockJobInfo;

/**
 * Jobs on the disks of running domains. A disk is named by its target ({@code vda}), an image of its chain by the index in
 * the domain's XML ({@code vda[3]}); indexes change, so read them directly before. Bandwidths are bytes per second; 0 is
 * no limit.
 *
 * <p>Beside the codes of {@link Domains}: GUEST_NOT_RUNNING, and BLOCK_JOB_ACTIVE when the disk has a job already. A job
 * that was refused has not begun; after CONNECTION_LOST it may run.
 */
public final class BlockJobs {
    private static final int COMMIT_ACTIVE = 4;
    private static final int COMMIT_RELATIVE = 8;
    private static final int COMMIT_BYTES = 16;
    private static final int REBASE_RELATIVE = 16;
    private static final int REBASE_BYTES = 64;
    private static final int PULL_BYTES = 64;
    private static final int SPEED_BYTES = 1;
    private static final int INFO_BYTES = 1;
    private static final int ABORT_ASYNC = 1;
    private static final int ABORT_PIVOT = 2;

    private final LibvirtSession session;
    private final Duration interval;

    BlockJobs(LibvirtSession session, Duration interval) {
        this.session = requireNonNull(session, "session is null");
        this.interval = requireNonNull(interval, "interval is null");
    }

    /**
     * Starts a commit of the images from {@code top} down to, but not including, {@code base} into {@code base}.
     *
     * @param top not the active layer
     * @param references how the image above {@code top} names {@code base} afterwards
     */
    public void commit(GuestId guest, String disk, String base, String top, long bandwidth, References references) {
        start(
                guest,
                disk,
                "commit " + top + " into " + base,
                handle -> LIBVIRT.virDomainBlockCommit(
                        handle, disk, base, top, new NativeLong(bandwidth), commitFlags(references)));
    }

    /**
     * Starts a commit of the active layer and all between into {@code base}. When it is ready, {@link #pivot} ends it, or
     * {@link #cancel} does.
     */
    public void commitActive(GuestId guest, String disk, String base, long bandwidth) {
        start(
                guest,
                disk,
                "commit the active layer into " + base,
                handle -> LIBVIRT.virDomainBlockCommit(
                        handle, disk, base, null, new NativeLong(bandwidth), COMMIT_BYTES | COMMIT_ACTIVE));
    }

    /**
     * Starts a pull of all images above {@code base} into the active layer, which has {@code base} as its backing
     * afterwards.
     */
    public void pull(GuestId guest, String disk, String base, long bandwidth, References references) {
        start(
                guest,
                disk,
                "pull what is above " + base,
                handle -> LIBVIRT.virDomainBlockRebase(
                        handle, disk, base, new NativeLong(bandwidth), rebaseFlags(references)));
    }

    /** Starts a pull of the whole chain into the active layer, which has no backing afterwards. */
    public void pullAll(GuestId guest, String disk, long bandwidth) {
        start(
                guest,
                disk,
                "pull the whole chain",
                handle -> LIBVIRT.virDomainBlockPull(handle, disk, new NativeLong(bandwidth), PULL_BYTES));
    }

    /**
     * The job that runs on the disk, if one does. None means that there is none now: not that one succeeded, and not that
     * there was one.
     */
    public Optional<BlockJobInfo> running(GuestId guest, String disk) {
        return session.onDomain(guest, "ask after the job of " + disk + " of domain " + guest, handle -> {
            return info(handle, disk);
        });
    }

    /** Changes the bandwidth of the running job. */
    public void limit(GuestId guest, String disk, long bandwidth) {
        session.onDomain(guest, "change the bandwidth of " + disk + " of domain " + guest, handle -> {
            return checked(LIBVIRT.virDomainBlockJobSetSpeed(handle, disk, new NativeLong(bandwidth), SPEED_BYTES));
        });
    }

    /** Asks for the end of the running job, and does not wait for it. The chain stays as it was before the job. */
    public void cancel(GuestId guest, String disk) {
        session.onDomain(guest, "cancel the job of " + disk + " of domain " + guest, handle -> {
            return checked(LIBVIRT.virDomainBlockJobAbort(handle, disk, ABORT_ASYNC));
        });
    }

    /**
     * Ends a commit of the active layer: the guest goes on with the base. Returns when libvirt has done it; look at the
     * chain all the same.
     *
     * @throws org.chainsmith.core.error.SnapshotException BLOCK_JOB_NOT_READY: the job goes on, try again later
     */
    public void pivot(GuestId guest, String disk) {
        String tried = "pivot " + disk + " of domain " + guest;
        session.onDomain(guest, tried, handle -> {
            if (LIBVIRT.virDomainBlockJobAbort(handle, disk, ABORT_PIVOT) < 0) {
                NativeFailure failure = NativeFailure.last();
                throw failure.error().code() == LibvirtErrors.BLOCK_COPY_ACTIVE
                        ? LibvirtErrors.failed(ErrorCode.BLOCK_JOB_NOT_READY, tried, failure.error())
                        : failure;
            }
            return 0;
        });
    }

    /** Watches for a job on the disk. Open it before the job is started, so that no event is missed; close it afterwards. */
    public JobWatch watch(GuestId guest, String disk, JobType type) {
        return new JobWatch(session.watch(guest), disk, type, () -> running(guest, disk), interval);
    }

    static int commitFlags(References references) {
        return COMMIT_BYTES | (references == References.RELATIVE ? COMMIT_RELATIVE : 0);
    }

    static int rebaseFlags(References references) {
        return REBASE_BYTES | (references == References.RELATIVE ? REBASE_RELATIVE : 0);
    }

    /** A job on images of which the headers may hold names relative to each other. */
    interface Referring {
        void start(References references);
    }

    /**
     * Starts a job by which a header keeps a relative name where it has one and libvirt can read it, and gets a full name
     * everywhere else. libvirt finds out before it begins with the job, and its refusal changes nothing.
     */
    static void preferRelative(Referring job) {
        try {
            job.start(References.RELATIVE);
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.LIBVIRT_REFUSED) {
                throw e;
            }
            // Whatever else is wrong will be so again.
            job.start(References.ABSOLUTE);
        }
    }

    private void start(GuestId guest, String disk, String verb, ToIntFunction<DomainPointer> call) {
        String tried = verb + " on " + disk + " of domain " + guest;
        session.onDomain(guest, tried, handle -> {
            if (call.applyAsInt(handle) < 0) {
                NativeFailure failure = NativeFailure.last();
                // libvirt has no number of its own for a disk that has a job; so it is asked.
                if (failure.error().code() == LibvirtErrors.OPERATION_UNSUPPORTED && hasJob(handle, disk)) {
                    throw LibvirtErrors.failed(ErrorCode.BLOCK_JOB_ACTIVE, tried, failure.error());
                }
                throw failure;
            }
            return 0;
        });
    }

    private static boolean hasJob(DomainPointer handle, String disk) {
        try {
            return info(handle, disk).isPresent();
        } catch (NativeFailure e) {
            return false;
        }
    }

    private static Optional<BlockJobInfo> info(DomainPointer handle, String disk) {
        virDomainBlockJobInfo info = new virDomainBlockJobInfo();
        int found = checked(LIBVIRT.virDomainGetBlockJobInfo(handle, disk, info, INFO_BYTES));
        return found == 0
                ? Optional.empty()
                : Optional.of(new BlockJobInfo(info.type, info.bandwidth.longValue(), info.cur, info.end));
    }

    /** How an image's header names its backing image after a job. */
    public enum References {
        /** By a full path. */
        ABSOLUTE,
        /** By a name without a directory, as before; libvirt refuses when it was not so before. */
        RELATIVE;

        /** The text that is written then: a URI of the protocols that have one for it, else JSON; of RBD without a user. */
        static String absolute(NetworkLocation location) {
            NetworkLocation explicit = location.withPorts();
            if (explicit instanceof NetworkLocation.Rbd rbd) {
                return BackingName.jsonOf(rbd.asAnybody());
            }
            boolean uri = explicit instanceof NetworkLocation.Gluster || explicit instanceof NetworkLocation.Nbd;
            return uri ? BackingName.of(explicit) : BackingName.jsonOf(explicit);
        }
    }
}
