package org.chainsmith.core.chain;

/**
 * What an image occupies on its host, not what the guest sees.
 *
 * @param bytes 0 or more
 */
public record Allocation(long bytes) {
    public Allocation {
        if (bytes < 0) {
            throw new IllegalArgumentException("negative allocation: " + bytes);
        }
    }
}
