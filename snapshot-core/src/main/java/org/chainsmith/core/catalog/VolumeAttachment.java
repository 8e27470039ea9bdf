package org.chainsmith.core.catalog;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * That a volume is, or is about to be, a disk of a guest.
 *
 * @param id the volume service's name for it
 * @param guest absent if a host has the volume without a guest
 * @param status absent for a status that is none of these
 * @param connection how hosts reach the volume; absent until the volume service has been told to which host
 */
public record VolumeAttachment(
        String id,
        VolumeId volume,
        Optional<GuestId> guest,
        Optional<Status> status,
        Optional<VolumeConnection> connection) {
    /** How far it is. */
    public enum Status {
        RESERVED,
        ATTACHING,
        ATTACHED,
        DETACHED
    }

    public VolumeAttachment {
        requireNonNull(id, "id is null");
        requireNonNull(volume, "volume is null");
        requireNonNull(guest, "guest is null");
        requireNonNull(status, "status is null");
        requireNonNull(connection, "connection is null");
    }
}
