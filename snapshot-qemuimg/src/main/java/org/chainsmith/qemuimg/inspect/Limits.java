package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * What is granted to images that may be hostile.
 *
 * @param maxChain images in one chain, 1 at least
 * @param maxVirtualSize of any image
 */
public record Limits(int maxChain, VirtualSize maxVirtualSize) {
    /** 256 images, 64 TiB. */
    public static final Limits DEFAULT = new Limits(256, new VirtualSize(64L << 40));

    public Limits {
        requireNonNull(maxVirtualSize, "maxVirtualSize is null");
        if (maxChain < 1) {
            throw new SnapshotException(ErrorCode.INVALID_ARGUMENT, "Not a length of a chain: " + maxChain);
        }
    }

    public Limits withMaxChain(int images) {
        return new Limits(images, maxVirtualSize);
    }

    public Limits withMaxVirtualSize(VirtualSize size) {
        return new Limits(maxChain, size);
    }

    /** Refuses a chain that would have one image more than is granted. */
    void requireRoom(int images, ImageName next) {
        if (images >= maxChain) {
            throw new SnapshotException(
                            ErrorCode.CHAIN_TOO_DEEP,
                            "The chain is refused: it has more than " + maxChain + " images. Nothing was changed.")
                    .ofImage(next);
        }
    }
}
