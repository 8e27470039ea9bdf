package org.chainsmith.app.config;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.volumes.DiskLayout;

/**
 * The id of a disk that no volume service made: always the same for the same first image of the same guest. Not its
 * serial number, which nothing keeps unique.
 */
final class DiskIdentity {
    private DiskIdentity() {}

    /** Of a disk that is a file. */
    static VolumeId of(Guest guest, GuestDisk disk) {
        String name = guest.id() + " " + disk.directory().orElseThrow() + "/"
                + DiskLayout.baseOf(disk.active().orElseThrow());
        return new VolumeId(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
    }
}
