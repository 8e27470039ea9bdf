package org.chainsmith.core.catalog;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * A volume as the volume service knows it.
 *
 * @param name what its owner calls it; may be empty
 * @param guests to whom it is attached
 */
public record CatalogVolume(
        VolumeId id,
        String name,
        VolumeStatus status,
        VirtualSize size,
        Set<GuestId> guests,
        Map<String, String> metadata) {
    public CatalogVolume {
        requireNonNull(id, "id is null");
        requireNonNull(name, "name is null");
        requireNonNull(status, "status is null");
        requireNonNull(size, "size is null");
        guests = Set.copyOf(guests);
        metadata = Map.copyOf(metadata);
    }
}
