package org.chainsmith.libvirt.event;

/** What a block-job event says (virConnectDomainEventBlockJobStatus). */
public enum JobNews {
    COMPLETED,
    FAILED,
    CANCELED,
    /** The job mirrors from now on and can be pivoted. */
    READY,
    /** A status that is newer than this program. */
    OTHER;

    public static JobNews of(int status) {
        return switch (status) {
            case 0 -> COMPLETED;
            case 1 -> FAILED;
            case 2 -> CANCELED;
            case 3 -> READY;
            default -> OTHER;
        };
    }

    /** Whether the job that this is about does not exist any more. */
    public boolean isEnd() {
        return this == COMPLETED || this == FAILED || this == CANCELED;
    }
}
