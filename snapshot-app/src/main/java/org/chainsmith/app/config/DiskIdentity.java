package org.chainsmith.app.config;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * The id of a disk that no volume service made: always the same for the same first image of the same guest. Not its
 * serial number, which nothing keeps unique.
 */
final class DiskIdentity {
    private DiskIdentity() {}

    /** Of a disk that began with this image. */
    static VolumeId of(Guest guest, ImageLocation base) {
        String name = guest.id() + " " + text(base);
        return new VolumeId(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
    }

    /** However the servers are listed, and whether ports are written out or not. */
    private static String text(ImageLocation base) {
        if (base instanceof NetworkLocation network) {
            String hosts = network.withPorts().hosts().stream()
                    .map(StorageHost::toString)
                    .sorted()
                    .collect(Collectors.joining(","));
            return network.protocol() + "://" + hosts + "/" + network.name();
        }
        return base.toString();
    }
}
