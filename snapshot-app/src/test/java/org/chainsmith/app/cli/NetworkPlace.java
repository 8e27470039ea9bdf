package org.chainsmith.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;

/** Where the images of a guest's disk are on a real server, and where this host has the bytes of these images. */
interface NetworkPlace {
    /** As what guest and tools open the image. */
    ImageLocation location(ImageName image);

    /** The same bytes, as a file of this host. */
    Path file(ImageName image);

    /** {@code <source>} of a disk that is this image. */
    String source(ImageName image);

    /** The type of a disk with such a source. */
    default String diskType() {
        return "network";
    }

    /**
     * Makes the first image of a disk, and what only the server's operator can make for later ones.
     *
     * @param content an image of this host
     * @param later the names that overlays will have
     */
    default void prepare(ImageName first, Path content, List<ImageName> later) {
        try {
            Files.copy(content, file(first));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
