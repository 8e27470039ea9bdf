package org.chainsmith.core.catalog;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * How a host reaches a volume.
 *
 * @param protocol as the volume service names it: {@code nfs}, {@code iscsi}, {@code fibre_channel}, {@code rbd}
 * @param file the name of the volume's active image in its share, if it is a file
 * @param format what the volume service says of that image. No fact: after a snapshot of an attached raw volume Cinder
 *     still says raw of the overlay.
 */
public record VolumeConnection(String protocol, Optional<String> file, Optional<String> format) {
    private static final Set<String> SHARES =
            Set.of("nfs", "glusterfs", "smbfs", "quobyte", "vzstorage", "scality", "gpfs");

    public VolumeConnection {
        requireNonNull(protocol, "protocol is null");
        requireNonNull(file, "file is null");
        requireNonNull(format, "format is null");
    }

    /** Whether the volume is a file in a share, so that its snapshots are overlays that the compute side puts on. */
    public boolean isFile() {
        return SHARES.contains(protocol);
    }
}
