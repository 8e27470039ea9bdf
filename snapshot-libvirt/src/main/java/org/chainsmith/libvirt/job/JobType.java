package org.chainsmith.libvirt.job;

/** The kinds of block jobs that a merge is made of, with libvirt's numbers (virDomainBlockJobType). */
public enum JobType {
    PULL(1),
    COMMIT(3),
    ACTIVE_COMMIT(4);

    private final int number;

    JobType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
