package org.chainsmith.core.catalog;

/** What became of a {@link SnapshotOutcome} that was reported to the volume service. */
public enum Acknowledgement {
    /** The volume service has it, and goes on from there. */
    ACCEPTED,
    /**
     * The volume service does not wait for it any more: it has given the snapshot up, was told otherwise by an
     * administrator, or has forgotten it. Repeating the report would change nothing.
     */
    TOO_LATE
}
