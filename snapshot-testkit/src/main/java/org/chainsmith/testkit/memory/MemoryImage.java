package org.chainsmith.testkit.memory;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;

/**
 * One image as it is on the {@link MemoryStore}: its header, and what it provides itself.
 *
 * @param backingFormat the format that the header records of the backing image
 * @param clusters content by cluster index; {@link #ZEROS} is an explicit zero, an absent index shows the image below
 */
record MemoryImage(
        ImageFormat format,
        VirtualSize size,
        Optional<ImageName> backing,
        Optional<ImageFormat> backingFormat,
        SortedMap<Long, Long> clusters) {
    static final long ZEROS = 0;

    MemoryImage {
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
    }

    static MemoryImage empty(ImageFormat format, VirtualSize size) {
        return new MemoryImage(format, size, Optional.empty(), Optional.empty(), new TreeMap<>());
    }

    /** This image on another backing image, or on none. */
    MemoryImage on(Optional<ImageName> newBacking, Optional<ImageFormat> newFormat) {
        return new MemoryImage(format, size, newBacking, newFormat, clusters);
    }

    /** This image with one cluster written. A raw image has no explicit zeros, only holes. */
    MemoryImage with(long cluster, long content) {
        TreeMap<Long, Long> written = new TreeMap<>(clusters);
        if (content == ZEROS && format == ImageFormat.RAW) {
            written.remove(cluster);
        } else {
            written.put(cluster, content);
        }
        return new MemoryImage(format, size, backing, backingFormat, written);
    }

    MemoryImage resized(VirtualSize newSize) {
        SortedMap<Long, Long> kept = clusters.headMap(MemoryStore.clusters(newSize));
        return new MemoryImage(format, newSize, backing, backingFormat, kept);
    }

    Optional<Long> provided(long cluster) {
        return Optional.ofNullable(clusters.get(cluster));
    }

    /** In clusters. */
    long length() {
        return MemoryStore.clusters(size);
    }

    /** Clusters that occupy space. */
    long allocated() {
        return clusters.values().stream().filter(content -> content != ZEROS).count();
    }
}
