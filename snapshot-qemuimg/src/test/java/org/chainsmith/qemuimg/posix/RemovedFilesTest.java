package org.chainsmith.qemuimg.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large files, whose space is given back behind the back of who removes them. */
final class RemovedFilesTest {
    private static final int LARGE = 4 << 20;

    private final Path path;

    @AutoClose
    private final Directory directory;

    RemovedFilesTest(@TempDir Path path) {
        this.path = path;
        this.directory = Directory.open(path);
    }

    @Test
    void theNameIsGoneAtOnceAndNothingIsHeldOnceTheFreeSpaceWasAsked() throws Exception {
        for (int i = 0; i < 8; i++) {
            Files.write(path.resolve("large" + i), new byte[LARGE]);
            assertThat(directory.unlink("large" + i)).isTrue();
            assertThat(directory.unlink("large" + i)).isFalse();
        }
        assertThat(directory.names()).isEmpty();
        directory.sync();
        assertThat(directory.freeBytes()).isPositive();
        assertThat(held()).isEmpty();
    }

    @Test
    void nothingIsHeldOnceTheDirectoryIsClosed() throws Exception {
        Files.write(path.resolve("large"), new byte[LARGE]);
        try (Directory other = Directory.open(path)) {
            other.unlink("large");
        }
        assertThat(held()).isEmpty();
    }

    @Test
    void nothingIsHeldOfWhatCannotBeRemovedOrHasAnotherName() throws Exception {
        Files.write(path.resolve("one"), new byte[LARGE]);
        directory.link("one", "other");
        directory.unlink("one");
        assertThat(held()).isEmpty();
        assertThat(Files.size(path.resolve("other"))).isEqualTo(LARGE);
    }

    /** The files here that this process has open without a name. */
    private List<String> held() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(RemovedFilesTest::target)
                    .filter(target -> target.startsWith(path + "/"))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return ""; // that of the listing itself
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
