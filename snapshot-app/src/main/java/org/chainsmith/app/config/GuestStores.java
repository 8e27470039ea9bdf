package org.chainsmith.app.config;

import java.nio.file.Path;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.VolumeId;

/** Opens what the disks of guests are on. */
public interface GuestStores extends AutoCloseable {
    /** A directory of volumes. */
    SnapshotBackend volumes(Path directory);

    /**
     * A single disk that no volume service made: what is on record about it, its guest's domain keeps.
     *
     * @param base the image with which the disk began: a file, or an image that QEMU opens over the network
     */
    SnapshotBackend disk(ImageLocation base, Attachment at, VolumeId volume);

    /** Lets go what all of them share. To be called when they are closed. */
    @Override
    void close();
}
