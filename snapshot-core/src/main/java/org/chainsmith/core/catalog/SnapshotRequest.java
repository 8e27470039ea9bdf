package org.chainsmith.core.catalog;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * A snapshot that the volume service shall make.
 *
 * @param name what its owner will call it; may be empty
 * @param description may be empty
 * @param request an id that no other request has. It is stored with the snapshot, so that a request whose answer was
 *     lost is found again and not repeated.
 */
public record SnapshotRequest(
        VolumeId volume, String name, String description, Map<String, String> metadata, String request) {
    /** Under which the id of the request is in the snapshot's metadata. */
    public static final String MARK = "chainsmith-request";

    public SnapshotRequest {
        requireNonNull(volume, "volume is null");
        requireNonNull(name, "name is null");
        requireNonNull(description, "description is null");
        requireNonNull(request, "request is null");
        metadata = Map.copyOf(metadata);
    }

    /** The metadata to store: the caller's and the mark. */
    public Map<String, String> markedMetadata() {
        Map<String, String> marked = new HashMap<>(metadata);
        marked.put(MARK, request);
        return Map.copyOf(marked);
    }
}
