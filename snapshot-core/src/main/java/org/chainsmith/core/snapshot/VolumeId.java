package org.chainsmith.core.snapshot;

import java.util.UUID;

/** The id of a volume: a canonical lower-case UUID, given by the caller or {@linkplain #random() made}. */
public record VolumeId(String value) implements Comparable<VolumeId> {
    /** Rejects every other spelling with INVALID_ID. */
    public VolumeId {
        CanonicalUuid.require(value, "volume");
    }

    public static VolumeId random() {
        return new VolumeId(UUID.randomUUID().toString());
    }

    @Override
    public int compareTo(VolumeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
