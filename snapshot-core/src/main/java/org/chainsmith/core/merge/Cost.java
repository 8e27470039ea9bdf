package org.chainsmith.core.merge;

/**
 * What a merge is predicted to cost.
 *
 * @param copiedBytes bytes written while copying
 * @param growthBytes extra space until the other images are removed
 */
public record Cost(long copiedBytes, long growthBytes) {
    static final Cost NOTHING = new Cost(0, 0);

    Cost plus(Cost other) {
        return new Cost(copiedBytes + other.copiedBytes, growthBytes + other.growthBytes);
    }
}
