package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.BlockJob;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.GuestState;
import org.chainsmith.core.guest.LiveChain;
import org.chainsmith.libvirt.BlockJobs.References;
import org.chainsmith.libvirt.job.BlockJobInfo;
import org.chainsmith.libvirt.xml.DiskDescription;
import org.chainsmith.libvirt.xml.DomainDescription;
import org.chainsmith.libvirt.xml.ExternalSnapshot;

/** Disks of guests that libvirt runs with QEMU. */
public final class LibvirtLiveDisks implements LiveDisks {
    private static final Set<SnapshotFlag> ONTO_OVERLAYS =
            Set.of(SnapshotFlag.DISK_ONLY, SnapshotFlag.NO_METADATA, SnapshotFlag.REUSE_EXTERNAL, SnapshotFlag.ATOMIC);

    private final Domains domains;
    private final BlockJobs jobs;
    private final LibvirtGuests guests;
    private final GuestDefinitions definitions;
    private final LiveMerge merge;
    private final Effects effects;
    private final Function<GuestId, HostLock> turns;
    private final LibvirtFeatures features;

    /**
     * Works through this session.
     *
     * @param effects through which every call passes that changes something
     * @param bandwidth bytes per second that a block job may copy when it starts; 0 for no limit
     */
    public LibvirtLiveDisks(LibvirtSession session, Effects effects, long bandwidth) {
        this.domains = session.domains();
        this.jobs = session.blockJobs();
        this.features = session.features();
        this.turns = session::turn;
        QemuProcesses processes = new QemuProcesses();
        this.guests = new LibvirtGuests(domains, processes);
        this.effects = requireNonNull(effects, "effects is null");
        this.definitions = new GuestDefinitions(domains, guests, effects);
        this.merge = new LiveMerge(guests, processes, jobs, effects, this::flush, bandwidth);
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.LIVE_COMMIT, Feature.LIVE_PULL);
    }

    @Override
    public List<Guest> guests() {
        return guests.all();
    }

    @Override
    public Optional<Guest> find(GuestId guest) {
        return guests.find(guest);
    }

    @Override
    public Optional<Guest> named(String name) {
        return guests.named(name);
    }

    @Override
    public Optional<LiveChain> open(Attachment at) {
        DomainDescription guest = guests.describe(at.guest());
        return guest.active() ? Optional.of(LibvirtGuests.chain(guest.disk(at.disk()))) : Optional.empty();
    }

    @Override
    public LiveChain defined(Attachment at) {
        String definition = domains.inactiveXml(at.guest());
        return LibvirtGuests.chain(DomainDescription.parse(definition).disk(at.disk()));
    }

    @Override
    public void switchTo(GuestId guest, Map<DiskTarget, Image> overlays) {
        if (!guests.state(guest).isActive()) {
            definitions.follow(guest, overlays);
            return;
        }
        DomainDescription domain = guests.describe(guest);
        Map<DiskTarget, ImageLocation> locations = new HashMap<>();
        overlays.forEach((target, overlay) -> {
            ImageLocation active = domain.disk(target).source().orElseThrow();
            locations.put(target, active.beside(overlay.name()));
        });
        String xml = ExternalSnapshot.of(domain, locations);
        effects.perform("snapshot of guest " + guest, () -> domains.createSnapshot(guest, xml, ONTO_OVERLAYS));
    }

    /**
     * A libvirt that opens images itself, by a driver of its own, hears nothing about the guest while it does: it gives each
     * overlay to QEMU's user and reads its header. How long that takes is seen from a snapshot onto an overlay that is not
     * there, which is refused, and where libvirt also takes back what it gave. Source: libvirt, qemuSnapshotDiskPrepareOne.
     */
    @Override
    public Duration rehearseSwitch(Guest guest, Set<DiskTarget> disks) {
        List<DiskTarget> opened = disks.stream()
                .filter(target -> isOpenedByLibvirt(guest, target))
                .toList();
        if (opened.isEmpty()) {
            return Duration.ZERO;
        }
        DomainDescription domain = guests.describe(guest.id());
        ImageLocation active = domain.disk(opened.get(0)).source().orElseThrow();
        ImageLocation nowhere = active.beside(new ImageName("chainsmith-rehearsal-" + UUID.randomUUID()));
        String xml = ExternalSnapshot.of(domain, Map.of(opened.get(0), nowhere));
        long start = System.nanoTime();
        try {
            domains.createSnapshot(guest.id(), xml, ONTO_OVERLAYS);
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.LIBVIRT_FAILED && e.code() != ErrorCode.LIBVIRT_REFUSED) {
                throw e;
            }
            return Duration.ofNanos(System.nanoTime() - start).multipliedBy(opened.size());
        }
        throw new SnapshotException(
                ErrorCode.STATE_UNKNOWN,
                "libvirt took a snapshot of " + guest + " onto " + nowhere + ", which is not there.");
    }

    private boolean isOpenedByLibvirt(Guest guest, DiskTarget target) {
        return guest.disk(target)
                .flatMap(GuestDisk::source)
                .filter(source ->
                        source instanceof NetworkLocation network && features.readsHeaders(network.protocol()))
                .isPresent();
    }

    @Override
    public long commit(Attachment at, BackingChain chain, ChainRange range, ProgressListener listener) {
        return merge.commit(at, chain, range, listener);
    }

    @Override
    public long pull(Attachment at, BackingChain chain, Optional<Image> backing, ProgressListener listener) {
        return inTurn(at, () -> merge.pull(at, chain, backing, listener));
    }

    /**
     * On the disks of one guest one pull or flush at a time: QEMU 7.2 crashed in four of five tries in which block-stream jobs
     * of four disks ended while its processors were stopped and started.
     */
    private <T> T inTurn(Attachment at, Supplier<T> act) {
        return turns.apply(at.guest()).during(act);
    }

    /**
     * Stopping the processors for a moment makes QEMU flush all disks. Source: QEMU, do_vm_stop. One after the other, so
     * that no guest is taken for paused because another of its disks is being flushed.
     */
    @Override
    public void flush(Attachment at) {
        inTurn(at, () -> {
            GuestState state = guests.state(at.guest());
            if (state.isActive()) {
                flush(at, state);
            }
            return state;
        });
    }

    private void flush(Attachment at, GuestState state) {
        if (state == GuestState.PAUSED) {
            throw new SnapshotException(
                            ErrorCode.GUEST_NOT_RUNNING,
                            "Guest " + at.guest() + " is paused, and what was copied to " + at.disk()
                                    + " cannot be made durable meanwhile.")
                    .hint("Resume the guest, then run recover.");
        }
        GuestId guest = at.guest();
        effects.perform("flush " + at, () -> {
            domains.suspend(guest);
            domains.resume(guest);
        });
    }

    @Override
    public void follow(Attachment at, Image active) {
        definitions.follow(at.guest(), Map.of(at.disk(), active));
    }

    @Override
    public String reference(Attachment at, ImageName backing) {
        ImageLocation active =
                guests.describe(at.guest()).disk(at.disk()).source().orElseThrow();
        if (!(active instanceof NetworkLocation network)) {
            return backing.value();
        }
        return network.allowsRelativeNames() && features.readsHeaders(network.protocol())
                ? backing.value()
                : References.absolute(network.beside(backing));
    }

    /** Which protocols libvirt can read headers over depends on packages of the host, today and at the next start. */
    @Override
    public boolean needsList(Attachment at) {
        return guests.describe(at.guest())
                .disk(at.disk())
                .source()
                .filter(NetworkLocation.class::isInstance)
                .isPresent();
    }

    @Override
    public void list(Attachment at, BackingChain chain) {
        definitions.list(at, chain);
    }

    @Override
    public Optional<BlockJob> job(Attachment at) {
        GuestId guest = at.guest();
        return jobs.running(guest, at.disk().value()).map(info -> job(at, info));
    }

    private BlockJob job(Attachment at, BlockJobInfo info) {
        BlockJob.Kind kind = LiveMerge.kind(info);
        boolean ready = kind == BlockJob.Kind.ACTIVE_COMMIT
                && guests.open(at)
                        .mirror()
                        .filter(mirror -> mirror.state() == DiskDescription.Mirror.State.READY)
                        .isPresent();
        return new BlockJob(kind, info.done(), info.total(), info.bandwidth(), ready);
    }

    @Override
    public void cancelJob(Attachment at) {
        GuestId guest = at.guest();
        Optional<BlockJobInfo> running = jobs.running(guest, at.disk().value());
        if (running.isPresent()) {
            merge.cancel(at, LiveMerge.type(running.get()));
        }
    }

    @Override
    public void limitJob(Attachment at, long bytesPerSecond) {
        jobs.limit(at.guest(), at.disk().value(), bytesPerSecond);
    }
}
