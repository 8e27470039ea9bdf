package org.chainsmith.core.guest;

import org.chainsmith.core.snapshot.CanonicalUuid;

/** The id of a guest: the UUID of its libvirt domain, in canonical lower case. */
public record GuestId(String value) implements Comparable<GuestId> {
    /** Rejects every other spelling with INVALID_ID. */
    public GuestId {
        CanonicalUuid.require(value, "guest");
    }

    @Override
    public int compareTo(GuestId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
