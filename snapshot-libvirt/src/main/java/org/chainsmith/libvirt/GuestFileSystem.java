package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A file system in a guest, as its agent tells it. The guest chooses these texts: believe none.
 *
 * @param mountPoint in the guest
 * @param device its name in the guest
 * @param type for example {@code ext4}
 * @param disks the targets of the domain's disks that it is on; empty if the agent does not know
 */
public record GuestFileSystem(String mountPoint, String device, String type, List<String> disks) {
    public GuestFileSystem {
        requireNonNull(mountPoint, "mountPoint is null");
        requireNonNull(device, "device is null");
        requireNonNull(type, "type is null");
        disks = List.copyOf(disks);
    }
}
