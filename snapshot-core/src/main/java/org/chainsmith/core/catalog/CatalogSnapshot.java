package org.chainsmith.core.catalog;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * A snapshot as the volume service knows it.
 *
 * @param name what its owner calls it; may be empty
 * @param created when it was asked for, by the volume service's clock
 */
public record CatalogSnapshot(
        SnapshotId id,
        VolumeId volume,
        String name,
        SnapshotStatus status,
        Optional<Instant> created,
        Map<String, String> metadata) {
    public CatalogSnapshot {
        requireNonNull(id, "id is null");
        requireNonNull(volume, "volume is null");
        requireNonNull(name, "name is null");
        requireNonNull(status, "status is null");
        requireNonNull(created, "created is null");
        metadata = Map.copyOf(metadata);
    }

    /** The request that it was made for, if it was made through {@link SnapshotRequest}. */
    public Optional<String> request() {
        return Optional.ofNullable(metadata.get(SnapshotRequest.MARK));
    }
}
