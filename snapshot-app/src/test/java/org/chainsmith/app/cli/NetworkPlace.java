package org.chainsmith.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Puts the content of an image of this host into the image. */
    default void fill(ImageName image, Path content) {
        try {
            Files.copy(content, file(image));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the server have an image of this name, where only its operator can do that. */
    default void provide(ImageName image, int mebibytes) {}
}
