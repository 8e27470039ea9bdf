package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** A guest as it is now. */
public record Guest(GuestId id, String name, GuestState state, List<GuestDisk> disks) {
    public Guest {
        requireNonNull(id, "id is null");
        requireNonNull(name, "name is null");
        requireNonNull(state, "state is null");
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
