package org.chainsmith.app.live;

import java.nio.file.Path;
import org.chainsmith.core.chain.ImageName;

/** A directory of the host: on a disk, in memory, or on a mounted network file system. */
record DirectoryPlace(Path directory) implements VolumePlace {
    @Override
    public StoreAddress store() {
        return StoreAddress.ofDirectory(directory);
    }

    @Override
    public Path file(ImageName image) {
        return directory.resolve(image.value());
    }

    @Override
    public String source(ImageName image) {
        return "<source file='" + file(image) + "'/>";
    }

    @Override
    public String diskType() {
        return "file";
    }
}
