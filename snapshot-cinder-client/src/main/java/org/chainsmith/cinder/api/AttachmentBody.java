package org.chainsmith.cinder.api;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An attachment as Cinder shows it.
 *
 * @param instance the guest's id
 * @param connectionInfo how the host reaches the volume; its {@code driver_volume_type} says by which protocol
 */
public record AttachmentBody(
        String id,
        @Nullable String status,
        @Nullable String instance,
        String volumeId,
        @Nullable Map<String, @Nullable Object> connectionInfo) {
    public AttachmentBody {
        requireNonNull(id, "id is null");
        requireNonNull(volumeId, "volumeId is null");
    }
}
