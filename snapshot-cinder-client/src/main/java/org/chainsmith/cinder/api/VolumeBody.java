package org.chainsmith.cinder.api;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A volume as Cinder shows it.
 *
 * @param size in GiB
 */
public record VolumeBody(
        String id,
        @Nullable String name,
        String status,
        int size,
        @Nullable List<AttachedTo> attachments,
        @Nullable Map<String, String> metadata) {
    /** To whom it is attached. */
    public record AttachedTo(
            @Nullable String serverId,
            @Nullable String attachmentId,
            @Nullable String device) {}

    public VolumeBody {
        requireNonNull(id, "id is null");
        requireNonNull(status, "status is null");
        attachments = attachments == null ? List.of() : List.copyOf(attachments);
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    }
}
