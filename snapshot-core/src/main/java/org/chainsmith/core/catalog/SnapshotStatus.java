package org.chainsmith.core.catalog;

/** The state of a snapshot in the volume service. */
public enum SnapshotStatus {
    CREATING,
    AVAILABLE,
    DELETING,
    /** It could not be created, or an administrator said so. */
    ERROR,
    /** It could not be deleted, and may still be good. */
    ERROR_DELETING,
    /** Something else is being done with it, a backup for instance. */
    OTHER
}
