package org.chainsmith.core.chain;

import static java.util.Objects.requireNonNull;

/** One image of a backing chain: its name, its recorded format, what the guest sees and what the host stores. */
public record Image(ImageName name, ImageFormat format, VirtualSize virtualSize, Allocation allocation) {
    public Image {
        requireNonNull(name, "name is null");
        requireNonNull(format, "format is null");
        requireNonNull(virtualSize, "virtualSize is null");
        requireNonNull(allocation, "allocation is null");
    }

    /** An image that does not exist yet, or whose allocation does not matter. */
    public static Image empty(ImageName name, ImageFormat format, VirtualSize virtualSize) {
        return new Image(name, format, virtualSize, new Allocation(0));
    }

    Image resized(VirtualSize newSize) {
        return new Image(name, format, newSize, allocation);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
