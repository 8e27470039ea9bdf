package org.chainsmith.core.catalog;

/** The state of a volume in the volume service. */
public enum VolumeStatus {
    CREATING,
    /** Attached to nobody. */
    AVAILABLE,
    /** Promised to a guest, and not attached yet. */
    RESERVED,
    /** Attached to a guest. */
    IN_USE,
    ERROR,
    /** Something else is being done with it, a detachment or a backup for instance. */
    OTHER
}
