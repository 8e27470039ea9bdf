package org.chainsmith.libvirt.job;

import java.util.Optional;

/** Asks libvirt what runs on a disk. */
@FunctionalInterface
public interface JobSource {
    /**
     * The job that runs on the disk, if one does.
     *
     * @throws org.chainsmith.core.error.SnapshotException GUEST_NOT_FOUND or GUEST_NOT_RUNNING when the guest is gone,
     *     or any other code when it cannot be told
     */
    Optional<BlockJobInfo> running();
}
