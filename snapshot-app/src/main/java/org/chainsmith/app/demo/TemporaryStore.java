package org.chainsmith.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory for images, and one for scratch files beside it. */
public final class TemporaryStore implements AutoCloseable {
    private final Path directory;
    private final boolean kept;
    private final Thread hook = new Thread(this::delete, "delete-demo");

    private TemporaryStore(boolean kept) {
        this.kept = kept;
        try {
            directory = Files.createTempDirectory("chainsmith-demo-");
            Files.createDirectory(directory.resolve("volumes"));
            Files.createDirectory(directory.resolve("scratch"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A store that goes when it is closed, and also when the process is interrupted. */
    public static TemporaryStore deletedAtTheEnd() {
        TemporaryStore store = new TemporaryStore(false);
        Runtime.getRuntime().addShutdownHook(store.hook);
        return store;
    }

    static TemporaryStore kept() {
        return new TemporaryStore(true);
    }

    public Path volumes() {
        return directory.resolve("volumes");
    }

    Path scratch() {
        return directory.resolve("scratch");
    }

    @Override
    public void close() {
        if (!kept) {
            delete();
        }
    }

    private void delete() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
