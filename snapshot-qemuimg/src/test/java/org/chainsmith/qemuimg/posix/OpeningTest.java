package org.chainsmith.qemuimg.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chainsmith.qemuimg.posix.PosixAssertions.refuses;
import static org.chainsmith.qemuimg.posix.PosixAssertions.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is opened as a regular file, and what never is. */
final class OpeningTest {
    private static final int MODE = 0640;

    private final Path path;

    @AutoClose
    private final Directory directory;

    OpeningTest(@TempDir Path path) {
        this.path = path;
        this.directory = Directory.open(path);
    }

    @Test
    void symlinkIsRefusedAndItsTargetUntouched() throws Exception {
        Files.writeString(path.resolve("target"), "x");
        Files.createSymbolicLink(path.resolve("link"), Path.of("target"));
        Files.createSymbolicLink(path.resolve("dangling"), Path.of("none"));
        for (String name : new String[] {"link", "dangling"}) {
            refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> directory.openRegular(name));
            refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> directory.openExisting(name));
            refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> directory.openForWriting(name));
            refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> directory.openOrCreate(name, MODE));
            refuses(ErrorCode.IMAGE_EXISTS, () -> directory.createNew(name, MODE));
        }
        assertThat(path.resolve("none")).doesNotExist();
    }

    @Test
    @Timeout(10)
    void fifoIsRefusedWithoutWaiting() throws Exception {
        run("mkfifo", path.resolve("fifo").toString());
        refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> directory.openRegular("fifo"));
        refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> directory.openForWriting("fifo"));
        refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> directory.openOrCreate("fifo", MODE));
    }

    @Test
    void directoriesAndDevicesAreRefused() throws Exception {
        Files.createDirectory(path.resolve("sub"));
        refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> directory.openRegular("sub"));
        refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> directory.openOrCreate("sub", MODE));
        try (Directory devices = Directory.open(Path.of("/dev"))) {
            refuses(ErrorCode.IMAGE_NOT_REGULAR, () -> devices.openRegular("null"));
        }
    }

    @Test
    void absentFilesAreMissingOrEmpty() {
        refuses(ErrorCode.IMAGE_MISSING, () -> directory.openRegular("none"));
        refuses(ErrorCode.IMAGE_MISSING, () -> directory.openForWriting("none"));
        refuses(ErrorCode.IMAGE_MISSING, () -> directory.link("none", "other"));
        refuses(ErrorCode.IMAGE_MISSING, () -> directory.rename("none", "other"));
        assertThat(directory.openExisting("none")).isEmpty();
        assertThat(directory.status("none")).isEmpty();
        assertThat(directory.unlink("none")).isFalse();
    }

    @Test
    void newFileHasExactlyTheModeWhateverTheUmask() {
        try (PosixFile file = directory.createNew("image", 0666)) {
            assertThat(file.status().permissions()).isEqualTo(0666);
            assertThat(file.name()).isEqualTo("image");
            file.changePermissions(0600);
            assertThat(file.status().permissions()).isEqualTo(0600);
        }
        refuses(ErrorCode.IMAGE_EXISTS, () -> directory.createNew("image", 0666));
        directory.openOrCreate("image", 0666).close();
        assertThat(directory.status("image").orElseThrow().permissions()).isEqualTo(0600);
        directory.openOrCreate("lock", 0664).close();
        assertThat(directory.status("lock").orElseThrow().permissions()).isEqualTo(0664);
    }

    @Test
    void aFileThatWasReplacedSinceWeLookedIsNotTaken() throws Exception {
        Files.writeString(path.resolve("image"), "x");
        Files.writeString(path.resolve("other"), "x");
        FileStatus other = directory.status("other").orElseThrow();
        Descriptor descriptor = new Descriptor(Libc.open(Names.path(path.toString()), Libc.O_DIRECTORY, 0), "dir");
        Opening opening = new Opening(descriptor.number(), "image");
        assertThat(opening.same(other, Libc.O_RDONLY)).isEmpty();
        assertThat(opening.existing(Libc.O_RDONLY)).hasValueSatisfying(PosixFile::close);
        descriptor.close();
    }

    @Test
    @Timeout(60)
    void aFileThatIsRenamedOverAllTheTimeCanBeOpened() throws Exception {
        Thread writer = new Thread(() -> {
            while (!Thread.interrupted()) {
                directory.createNew("new", MODE).close();
                directory.rename("new", "ledger");
            }
        });
        directory.createNew("ledger", MODE).close();
        writer.start();
        try {
            for (int i = 0; i < 5000; i++) {
                directory.openRegular("ledger").close();
            }
        } finally {
            writer.interrupt();
            writer.join(Duration.ofSeconds(10).toMillis());
        }
    }
}
