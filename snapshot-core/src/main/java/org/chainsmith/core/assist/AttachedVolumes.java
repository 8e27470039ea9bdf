package org.chainsmith.core.assist;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;

/** Finds the volumes of a volume service among the disks of guests: the serial number of such a disk is the volume's id. */
public interface AttachedVolumes {
    /**
     * The one disk that is this volume.
     *
     * @throws org.chainsmith.core.error.SnapshotException DISK_NOT_FOUND; DISK_AMBIGUOUS if there are several;
     *     DISK_UNSUITABLE if what it writes to is no image of this volume
     */
    AttachedVolume find(VolumeId volume);

    /**
     * The one disk that is this volume, if it is a device of the host: such volumes have no images, and the volume service
     * takes their snapshots by itself. Empty for a file.
     *
     * @throws org.chainsmith.core.error.SnapshotException DISK_NOT_FOUND, DISK_AMBIGUOUS
     */
    Optional<Attachment> device(VolumeId volume);

    /**
     * The disks of a guest that are volumes of a volume service.
     *
     * @throws org.chainsmith.core.error.SnapshotException GUEST_NOT_FOUND
     */
    List<VolumeId> of(GuestId guest);
}
