package org.chainsmith.core.snapshot;

import java.util.UUID;

/** The id of a snapshot: a canonical lower-case UUID, given by the caller or {@linkplain #random() made}. */
public record SnapshotId(String value) implements Comparable<SnapshotId> {
    /** Rejects every other spelling with INVALID_ID. */
    public SnapshotId {
        CanonicalUuid.require(value, "snapshot");
    }

    public static SnapshotId random() {
        return new SnapshotId(UUID.randomUUID().toString());
    }

    @Override
    public int compareTo(SnapshotId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
