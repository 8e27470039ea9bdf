package org.chainsmith.app.place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;

/**
 * Where the volumes of a guest in the lab are, and where this host has the bytes of their images. It is empty when it is
 * made. One for each protocol is all that the live tests need to run on it.
 */
public interface VolumePlace extends AutoCloseable {
    /** How any process opens the volumes. */
    StoreAddress store();

    /** The bytes that an image has now, as a file of this host. */
    Path file(ImageName image);

    /** The bytes of an image as a node of QEMU, in JSON, for tools of this host that write. */
    default String writable(ImageName image) {
        return node(image);
    }

    /** The bytes of an image as a node of QEMU, in JSON, for tools of this host that read. */
    default String node(ImageName image) {
        return "{\"driver\":\"file\",\"locking\":\"off\",\"filename\":\"" + file(image) + "\"}";
    }

    /** Makes an image that has the bytes of a file of this host. */
    default void put(ImageName image, Path content) {
        try {
            Files.copy(content, file(image));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code <source>} of a disk that is this image, with what libvirt needs to know about what lies below: nothing. */
    String source(ImageName image);

    /** The type of a disk with such a source. */
    String diskType();

    /** As what the guest opens the image. */
    default ImageLocation location(ImageName image) {
        return store().beside().beside(image);
    }

    /** Makes what only the server's operator can make for these images. */
    default void prepare(List<ImageName> images) {}

    /** The effects on the volumes, with an operator at the server who prepares what is about to be needed. */
    default Effects served(Effects effects) {
        return effects;
    }

    /** Waits until the server has noticed that a user died. */
    default void forgetUsers() {}

    /** The names of all images, and of whatever lies about. */
    default List<String> names() {
        try (Stream<Path> files = Files.list(file(new ImageName("any")).resolveSibling(""))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".info") && !name.equals(".chainsmith"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    default void close() {}
}
