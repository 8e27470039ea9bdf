package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A guest as it is now.
 *
 * @param run tells one run of the guest from every other: it changes whenever a hypervisor opens the guest's disks anew,
 *     and never comes again, not even after the host was restarted; empty while the guest is off
 */
public record Guest(GuestId id, String name, GuestState state, String run, List<GuestDisk> disks) {
    public Guest {
        requireNonNull(id, "id is null");
        requireNonNull(name, "name is null");
        requireNonNull(state, "state is null");
        requireNonNull(run, "run is null");
        disks = List.copyOf(disks);
    }

    public Optional<GuestDisk> disk(DiskTarget target) {
        return disks.stream().filter(disk -> disk.target().equals(target)).findFirst();
    }

    @Override
    public String toString() {
        return name + " (" + id + ")";
    }
}
