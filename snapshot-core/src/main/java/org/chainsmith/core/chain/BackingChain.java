package org.chainsmith.core.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A backing chain, base first, the active layer last. Printed {@code base <- o1 <- active}.
 *
 * <p>The methods that return another chain are the chain algebra: pure, total on their stated precondition, and without
 * any effect on images. A violated precondition is a defect of the caller and throws IllegalArgumentException.
 */
public final class BackingChain {
    private final List<Image> images;
    private final Map<ImageName, Integer> indexes;

    private BackingChain(List<Image> images) {
        require(!images.isEmpty(), "a backing chain has at least one image");
        this.images = List.copyOf(images);
        this.indexes = new HashMap<>();
        for (int i = 0; i < this.images.size(); i++) {
            Image image = this.images.get(i);
            require(indexes.put(image.name(), i) == null, "twice in one chain: " + image);
            require(i == 0 || image.format() == ImageFormat.QCOW2, "an overlay is qcow2, not " + image);
        }
    }

    /** The chain of these images, base first: not empty, names distinct, every overlay qcow2. */
    public static BackingChain of(List<Image> images) {
        return new BackingChain(images);
    }

    public static BackingChain of(Image... images) {
        return new BackingChain(List.of(images));
    }

    /** All images, base first. */
    public List<Image> images() {
        return images;
    }

    public Image base() {
        return images.get(0);
    }

    /** The image that the guest writes to. */
    public Image active() {
        return images.get(images.size() - 1);
    }

    public int size() {
        return images.size();
    }

    public boolean contains(ImageName name) {
        return indexes.containsKey(name);
    }

    public Image image(ImageName name) {
        return images.get(indexOf(name));
    }

    /** The position of an image of this chain; 0 is the base. */
    public int indexOf(ImageName name) {
        Integer index = indexes.get(name);
        if (index == null) {
            throw new IllegalArgumentException(name + " is not in " + this);
        }
        return index;
    }

    /** What the image backs onto, if it is an overlay. */
    public Optional<Image> below(ImageName name) {
        int index = indexOf(name);
        return index == 0 ? Optional.empty() : Optional.of(images.get(index - 1));
    }

    /** The overlay directly above the image, unless it is the active layer. */
    public Optional<Image> above(ImageName name) {
        int index = indexOf(name);
        return index == images.size() - 1 ? Optional.empty() : Optional.of(images.get(index + 1));
    }

    /** The images of a range, base first. */
    public List<Image> range(ChainRange range) {
        int base = indexOf(range.base());
        int top = indexOf(range.top());
        require(base < top, range.base() + " is not below " + range.top() + " in " + this);
        return images.subList(base, top + 1);
    }

    /** Puts an overlay on the active layer. Precondition: its name is new to the chain and it is qcow2. */
    public BackingChain overlaid(Image overlay) {
        List<Image> result = new ArrayList<>(images);
        result.add(overlay);
        return of(result);
    }

    /** The range became its base (commit): {@link #merged} into the lowest image. */
    public BackingChain committed(ChainRange range) {
        return merged(range, range.base());
    }

    /** The range became its top (pull): {@link #merged} into the highest image. */
    public BackingChain pulled(ChainRange range) {
        return merged(range, range.top());
    }

    /**
     * The range became one image, named and formatted as the destination and as large as the range's top.
     * Precondition: no image of the range is smaller than the one below it ({@link #shrinksWithin}), and a raw
     * destination is the chain's base.
     */
    public BackingChain merged(ChainRange range, ImageName destination) {
        List<Image> merging = range(range);
        require(!shrinksWithin(range), "an image of " + range + " is smaller than the one below it in " + this);
        Image survivor = image(destination);
        require(merging.contains(survivor), destination + " is not within " + range);
        List<Image> result = new ArrayList<>(images.subList(0, indexOf(range.base())));
        result.add(survivor.resized(merging.get(merging.size() - 1).virtualSize()));
        result.addAll(images.subList(indexOf(range.top()) + 1, images.size()));
        return of(result);
    }

    /** Whether some image of the range is smaller than the one below it, so that merging would uncover hidden bytes. */
    public boolean shrinksWithin(ChainRange range) {
        List<Image> merging = range(range);
        for (int i = 1; i < merging.size(); i++) {
            if (merging.get(i).virtualSize().compareTo(merging.get(i - 1).virtualSize()) < 0) {
                return true;
            }
        }
        return false;
    }

    /** The overlay backs onto an image further down; those between leave the chain. Precondition: it is below. */
    public BackingChain repointed(ImageName overlay, ImageName backing) {
        int from = indexOf(backing);
        int to = indexOf(overlay);
        require(from < to, backing + " is not below " + overlay + " in " + this);
        List<Image> result = new ArrayList<>(images.subList(0, from + 1));
        result.addAll(images.subList(to, images.size()));
        return of(result);
    }

    /** Everything above the image is dropped; it becomes the active layer. */
    public BackingChain droppedAbove(ImageName name) {
        return of(images.subList(0, indexOf(name) + 1));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BackingChain chain && images.equals(chain.images);
    }

    @Override
    public int hashCode() {
        return images.hashCode();
    }

    @Override
    public String toString() {
        return images.stream().map(Image::toString).collect(Collectors.joining(" <- "));
    }
}
