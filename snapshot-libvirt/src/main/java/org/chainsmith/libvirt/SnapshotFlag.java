package org.chainsmith.libvirt;

import java.util.Set;

/** How to make a snapshot (virDomainSnapshotCreateFlags). */
public enum SnapshotFlag {
    /** libvirt keeps no record of it. */
    NO_METADATA(1 << 2),
    /** No memory, only disks. */
    DISK_ONLY(1 << 4),
    /** The overlays exist already. */
    REUSE_EXTERNAL(1 << 5),
    /** libvirt freezes and thaws the guest's file systems. */
    QUIESCE(1 << 6),
    /** All disks or none. */
    ATOMIC(1 << 7);

    private final int bit;

    SnapshotFlag(int bit) {
        this.bit = bit;
    }

    static int bits(Set<SnapshotFlag> flags) {
        return flags.stream().mapToInt(flag -> flag.bit).reduce(0, (a, b) -> a | b);
    }
}
