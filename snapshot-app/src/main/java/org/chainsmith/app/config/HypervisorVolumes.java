package org.chainsmith.app.config;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.chainsmith.core.assist.AttachedVolumes;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;

/** The volumes of a volume service among the disks of a hypervisor's guests. */
public final class HypervisorVolumes implements AttachedVolumes {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Hypervisor hypervisor;
    private final Map<VolumeId, GuestId> seen = new ConcurrentHashMap<>();

    public HypervisorVolumes(Hypervisor hypervisor) {
        this.hypervisor = requireNonNull(hypervisor, "hypervisor is null");
    }

    private record Found(Guest guest, GuestDisk disk) {}

    @Override
    public AttachedVolume find(VolumeId volume) {
        Found found = locate(volume);
        return requireOwn(hypervisor.volume(found.guest(), found.disk()), volume);
    }

    @Override
    public Optional<Attachment> device(VolumeId volume) {
        Found found = locate(volume);
        return found.disk().obstacles().contains(GuestDisk.Obstacle.RAW_DEVICE)
                ? Optional.of(new Attachment(found.guest().id(), found.disk().target()))
                : Optional.empty();
    }

    /** Looks first where the volume was last time: asking for all guests takes long where there are many. */
    private Found locate(VolumeId volume) {
        List<Found> found = Optional.ofNullable(seen.get(volume))
                .flatMap(guest -> hypervisor.live().find(guest))
                .map(guest -> disks(guest, volume))
                .orElse(List.of());
        if (found.isEmpty()) {
            found = hypervisor.live().guests().stream()
                    .flatMap(guest -> disks(guest, volume).stream())
                    .toList();
        }
        if (found.isEmpty()) {
            throw new SnapshotException(
                            ErrorCode.DISK_NOT_FOUND,
                            "No volume Block Device Mapping with id " + volume
                                    + ": no guest of this hypervisor has a disk with that serial number."
                                    + " Nothing was changed.")
                    .ofVolume(volume);
        }
        if (found.size() > 1) {
            throw new SnapshotException(
                            ErrorCode.DISK_AMBIGUOUS,
                            "Volume " + volume + " is " + found.size() + " disks: "
                                    + found.stream()
                                            .map(each -> each.disk().target() + " of " + each.guest())
                                            .toList()
                                    + ". Nothing was changed.")
                    .ofVolume(volume);
        }
        seen.put(volume, found.get(0).guest().id());
        return found.get(0);
    }

    private static List<Found> disks(Guest guest, VolumeId volume) {
        return guest.disks().stream()
                .filter(disk -> disk.serial().equals(Optional.of(volume.value())))
                .map(disk -> new Found(guest, disk))
                .toList();
    }

    private static AttachedVolume requireOwn(AttachedVolume attached, VolumeId volume) {
        if (!attached.volume().equals(volume)) {
            throw new SnapshotException(
                            ErrorCode.DISK_UNSUITABLE,
                            "The serial number of " + attached.at() + " says volume " + volume
                                    + ", but it writes to an image of another volume or of none. Nothing was changed.")
                    .ofVolume(volume);
        }
        return attached;
    }

    @Override
    public List<VolumeId> of(GuestId id) {
        Guest guest = hypervisor
                .live()
                .find(id)
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.GUEST_NOT_FOUND, "There is no guest " + id + ". Nothing was changed."));
        List<VolumeId> volumes = new ArrayList<>();
        for (GuestDisk disk : guest.disks()) {
            disk.serial()
                    .filter(serial -> ID.matcher(serial).matches())
                    .ifPresent(serial -> volumes.add(new VolumeId(serial)));
        }
        return volumes;
    }
}
