package org.chainsmith.core.guest;

/**
 * How far a new overlay can grow.
 *
 * @param freeBytes what the store can still take
 * @param mayGrowBytes what the guest can write at most: the size of the disk
 */
public record Room(long freeBytes, long mayGrowBytes) {
    private static final long SHARE = 10;

    /**
     * Whether it is time to make room: less than a tenth of what the guest can write is free. A guest that fills the store
     * is paused, or meets errors. Source: QEMU, werror.
     */
    public boolean isScarce() {
        return freeBytes < mayGrowBytes / SHARE;
    }
}
