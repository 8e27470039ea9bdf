package org.chainsmith.core.merge;

/**
 * What a merge is predicted to cost.
 *
 * @param copiedBytes bytes written while copying, with the tables of the destination
 * @param growthBytes extra space until the other images are removed
 */
public record Cost(long copiedBytes, long growthBytes) {
    static final Cost NOTHING = new Cost(0, 0);

    /** Of a commit: zeros cost no bytes, they are declared, not written. */
    static Cost ofCommit(Share share) {
        return of(share, share.data());
    }

    /** Of a pull: zeros are written as data where they hide something. */
    static Cost ofPull(Share share) {
        return of(share, share.data() + share.zeros());
    }

    private static Cost of(Share share, long copied) {
        return new Cost(copied + share.metadata(), copied - share.overwritten() + share.metadata());
    }

    Cost plus(Cost other) {
        return new Cost(copiedBytes + other.copiedBytes, growthBytes + other.growthBytes);
    }
}
