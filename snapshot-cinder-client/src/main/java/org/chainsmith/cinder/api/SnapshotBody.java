package org.chainsmith.cinder.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as Cinder shows it.
 *
 * @param createdAt UTC, without a zone
 * @param progress a percentage that Cinder also uses as a flag: 90% means that the compute side is done
 */
public record SnapshotBody(
        String id,
        String volumeId,
        @Nullable String name,
        String status,
        @Nullable String createdAt,
        @Nullable Map<String, String> metadata,

        @JsonProperty("os-extended-snapshot-attributes:progress") @Nullable
        String progress) {
    public SnapshotBody {
        requireNonNull(id, "id is null");
        requireNonNull(volumeId, "volumeId is null");
        requireNonNull(status, "status is null");
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    }
}
