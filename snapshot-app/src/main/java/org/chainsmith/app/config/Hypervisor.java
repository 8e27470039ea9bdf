package org.chainsmith.app.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.AttachedBackend;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.CreateGuestSnapshots;
import org.chainsmith.core.guest.DeleteGuestSnapshots;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.RecoverGuests;
import org.chainsmith.core.snapshot.CanonicalUuid;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.RevertVolume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeOperations;
import org.chainsmith.core.snapshot.VolumeReader;
import org.chainsmith.qemuimg.volumes.CinderLayout;
import org.chainsmith.qemuimg.volumes.DiskLayout;

/** A connected hypervisor, and the use cases on the volumes that its guests have attached. */
public final class Hypervisor implements AutoCloseable {
    private final LiveDisks live;
    private final GuestAgent agent;
    private final GuestStores stores;
    private final Duration lockWait;
    private final DiskWorkers workers;
    private final CinderLayout layout = new CinderLayout();
    private final Map<Path, SnapshotBackend> opened = new ConcurrentHashMap<>();
    private final Map<VolumeId, SnapshotBackend> disks = new ConcurrentHashMap<>();
    private final Map<VolumeId, Attachment> attachments = new ConcurrentHashMap<>();
    private final AutoCloseable connection;

    /**
     * Puts a hypervisor and the stores of its guests' volumes together.
     *
     * @param stores are closed with this
     * @param connection is closed with this
     */
    public Hypervisor(
            LiveDisks live,
            GuestAgent agent,
            GuestStores stores,
            Duration lockWait,
            MergeLimits merges,
            AutoCloseable connection) {
        this.live = requireNonNull(live, "live is null");
        this.agent = requireNonNull(agent, "agent is null");
        this.stores = requireNonNull(stores, "stores is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
        this.workers = new DiskWorkers(merges);
        this.connection = requireNonNull(connection, "connection is null");
    }

    public LiveDisks live() {
        return live;
    }

    /** Every guest, in the order of their names. */
    public List<Guest> guests() {
        return live.guests().stream().sorted(Comparator.comparing(Guest::name)).toList();
    }

    /**
     * The guest of this name or UUID.
     *
     * @throws SnapshotException GUEST_NOT_FOUND
     */
    public Guest guest(String nameOrId) {
        return live.named(nameOrId)
                .or(() -> CanonicalUuid.isOne(nameOrId) ? live.find(new GuestId(nameOrId)) : Optional.empty())
                .orElseThrow(() -> new SnapshotException(
                                ErrorCode.GUEST_NOT_FOUND, "There is no guest " + nameOrId + ". Nothing was changed.")
                        .hint("virsh list --all shows the guests."));
    }

    /**
     * The volumes behind a guest's disks.
     *
     * @param wanted the targets; empty for every disk that can have snapshots
     * @throws SnapshotException DISK_NOT_FOUND, DISK_UNSUITABLE
     */
    public List<AttachedVolume> volumes(Guest guest, Set<DiskTarget> wanted) {
        wanted.stream()
                .filter(target -> guest.disk(target).isEmpty())
                .findFirst()
                .ifPresent(target -> {
                    throw new SnapshotException(
                                    ErrorCode.DISK_NOT_FOUND,
                                    "Guest " + guest + " has no disk " + target + ". Nothing was changed.")
                            .hint("virsh domblklist shows the disks.");
                });
        List<AttachedVolume> volumes = new ArrayList<>();
        for (GuestDisk disk : guest.disks()) {
            boolean asked = wanted.contains(disk.target());
            if (asked || (wanted.isEmpty() && disk.obstacles().isEmpty())) {
                volumes.add(volume(guest, disk));
            }
        }
        if (volumes.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.DISK_NOT_FOUND, "Guest " + guest + " has no disk that can have snapshots.");
        }
        return volumes;
    }

    /**
     * The volume behind a disk.
     *
     * @throws SnapshotException DISK_UNSUITABLE
     */
    AttachedVolume volume(Guest guest, GuestDisk disk) {
        ImageLocation source = disk.source().orElseThrow(() -> unsuitable(guest, disk, "has no medium"));
        ImageName active =
                disk.active().orElseThrow(() -> unsuitable(guest, disk, "is " + source + ", and no image file"));
        Attachment at = new Attachment(guest.id(), disk.target());
        Optional<VolumeId> ofService = layout.volumeOfImage(active.value());
        if (source instanceof ImageLocation.File file && ofService.isPresent()) {
            Path directory = Path.of(file.directory());
            return attached(ofService.get(), at, opened.computeIfAbsent(directory, stores::volumes));
        }
        ImageLocation base = source.beside(DiskLayout.baseOf(active));
        VolumeId volume = DiskIdentity.of(guest, base);
        return attached(volume, at, disks.computeIfAbsent(volume, id -> stores.disk(base, at, id)));
    }

    private AttachedVolume attached(VolumeId volume, Attachment at, SnapshotBackend store) {
        attachments.put(volume, at);
        return new AttachedVolume(
                volume, at, new AttachedBackend(store, live, agent, id -> Optional.ofNullable(attachments.get(id))));
    }

    private static SnapshotException unsuitable(Guest guest, GuestDisk disk, String fact) {
        return new SnapshotException(
                        ErrorCode.DISK_UNSUITABLE,
                        "Disk " + disk.target() + " of guest " + guest + " " + fact + ". Nothing was changed.")
                .hint("Leave the disk out with --disk.");
    }

    public CreateGuestSnapshots createSnapshots() {
        return new CreateGuestSnapshots(live, agent, lockWait, workers.preparations());
    }

    public DeleteGuestSnapshots deleteSnapshots() {
        return new DeleteGuestSnapshots(live, lockWait, workers.merges());
    }

    /** Reverts a disk of a guest that is off; while the guest runs, the volume is in use. */
    public RevertVolume revertVolume(AttachedVolume volume) {
        return new RevertVolume(new VolumeOperations(volume.backend(), lockWait), Optional.of(volume.at()));
    }

    /** The disk of a guest that has the volume, or would have it when it is started. */
    public Optional<Attachment> user(VolumeId volume) {
        for (Guest guest : guests()) {
            for (GuestDisk disk : guest.disks()) {
                Optional<VolumeId> behind = disk.active().flatMap(active -> layout.volumeOfImage(active.value()));
                if (behind.equals(Optional.of(volume))) {
                    return Optional.of(new Attachment(guest.id(), disk.target()));
                }
            }
        }
        return Optional.empty();
    }

    public RecoverGuests recoverGuests() {
        return new RecoverGuests(lockWait);
    }

    public RecoverVolumes recoverVolumes(AttachedVolume volume) {
        return new RecoverVolumes(volume.backend(), lockWait);
    }

    public VolumeReader reader(AttachedVolume volume) {
        return new VolumeReader(volume.backend());
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(List.of(workers));
        Stream.concat(opened.values().stream(), disks.values().stream())
                .filter(AutoCloseable.class::isInstance)
                .map(AutoCloseable.class::cast)
                .forEach(all::add);
        all.add(stores);
        all.add(connection);
        for (AutoCloseable each : all) {
            try {
                each.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new SnapshotException(ErrorCode.IO_ERROR, "Closing failed: " + e.getMessage(), e);
            }
        }
    }
}
