package org.chainsmith.core.guest;

import java.util.List;
import java.util.stream.Collectors;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;

/**
 * The backing chain of a disk as the hypervisor has it open.
 *
 * @param images base first
 * @param complete whether the hypervisor knows that nothing lies below the first image
 */
public record LiveChain(List<ImageName> images, boolean complete) {
    public LiveChain {
        images = List.copyOf(images);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a chain has at least one image");
        }
    }

    public ImageName active() {
        return images.get(images.size() - 1);
    }

    public boolean contains(ImageName image) {
        return images.contains(image);
    }

    /** Whether these are the same images in the same order, and all of them. */
    public boolean matches(BackingChain chain) {
        return complete
                && images.equals(chain.images().stream().map(Image::name).toList());
    }

    @Override
    public String toString() {
        String arrows = images.stream().map(ImageName::toString).collect(Collectors.joining(" <- "));
        return complete ? arrows : "? <- " + arrows;
    }
}
