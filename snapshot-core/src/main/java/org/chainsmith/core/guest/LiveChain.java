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

    /** Whether these are the uppermost images of the chain, and it is not known what lies below them. */
    public boolean isUpperPartOf(BackingChain chain) {
        List<ImageName> all = chain.images().stream().map(Image::name).toList();
        return !complete
                && images.size() <= all.size()
                && images.equals(all.subList(all.size() - images.size(), all.size()));
    }

    @Override
    public String toString() {
        String arrows = images.stream().map(ImageName::toString).collect(Collectors.joining(" <- "));
        return complete ? arrows : "? <- " + arrows;
    }
}
