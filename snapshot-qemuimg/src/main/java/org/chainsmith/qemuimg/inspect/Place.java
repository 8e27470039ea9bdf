package org.chainsmith.qemuimg.inspect;

import java.nio.file.Path;
import java.util.Optional;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;

/** A directory, opened once, and a name in it. */
record Place(Directory directory, String name) implements AutoCloseable {
    /** The name of the file that a path leads to: its last component, which must be one. */
    static String nameIn(Path path) {
        return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("");
    }

    /** Follows symlinks in the path of the directory, which the caller chose, and none after it. */
    static Place of(Path path) {
        String name = new ImageName(nameIn(path)).value();
        Path parent = path.toAbsolutePath().getParent();
        return new Place(Directory.open(parent == null ? Path.of("/") : parent), name);
    }

    PosixFile open() {
        return directory.openRegular(name);
    }

    @Override
    public void close() {
        directory.close();
    }
}
