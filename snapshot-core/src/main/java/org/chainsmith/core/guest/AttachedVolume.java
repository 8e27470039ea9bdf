package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.snapshot.VolumeId;

/** A volume that is a disk of a guest, and the backend on which it lives, with the hypervisor connected to it. */
public record AttachedVolume(VolumeId volume, Attachment at, SnapshotBackend backend) {
    public AttachedVolume {
        requireNonNull(volume, "volume is null");
        requireNonNull(at, "at is null");
        requireNonNull(backend, "backend is null");
    }
}
