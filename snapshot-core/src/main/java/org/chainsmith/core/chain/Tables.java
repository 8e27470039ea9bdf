package org.chainsmith.core.chain;

/**
 * How an image keeps its map: in tables that each cover a part of the disk. Whoever puts something new into the image
 * writes each table concerned as a whole, so that their size is a part of what a merge costs.
 *
 * @param bytes the size of one table; 0 for an image without
 * @param reach how many guest bytes one table covers
 */
public record Tables(long bytes, long reach) {
    /** Those of an image that needs none, as a raw one. */
    public static final Tables NONE = new Tables(0, Long.MAX_VALUE);

    public Tables {
        if (bytes < 0 || reach <= 0) {
            throw new IllegalArgumentException("no tables: " + bytes + " bytes for each " + reach);
        }
    }
}
