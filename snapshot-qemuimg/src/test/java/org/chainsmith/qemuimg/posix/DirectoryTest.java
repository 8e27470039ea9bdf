package org.chainsmith.qemuimg.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.chainsmith.qemuimg.posix.PosixAssertions.refuses;
import static org.chainsmith.qemuimg.posix.PosixAssertions.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that are opened once, and the names in them. */
final class DirectoryTest {
    private static final int MODE = 0640;

    private final Path path;

    @AutoClose
    private final Directory directory;

    DirectoryTest(@TempDir Path path) {
        this.path = path;
        this.directory = Directory.open(path);
    }

    @Test
    void absentStoreIsNotFound() {
        refuses(ErrorCode.STORE_NOT_FOUND, () -> Directory.open(path.resolve("none")));
    }

    @Test
    void aFileIsNoStore() throws Exception {
        Files.writeString(path.resolve("file"), "x");
        refuses(ErrorCode.STORE_UNSAFE, () -> Directory.open(path.resolve("file")));
    }

    @Test
    void childThroughSymlinkIsRefused() throws Exception {
        Files.createDirectory(path.resolve("real"));
        Files.createSymbolicLink(path.resolve("link"), Path.of("real"));
        refuses(ErrorCode.STORE_UNSAFE, () -> directory.child("link"));
        refuses(ErrorCode.STORE_NOT_FOUND, () -> directory.child("none"));
        directory.child("real").close();
    }

    @Test
    void createChildGivesExactlyTheModeAndMayBeRepeated() throws Exception {
        directory.createChild("sub", 0777).close();
        assertThat(directory.status("sub").orElseThrow().permissions()).isEqualTo(0777);
        try (Directory again = directory.createChild("sub", 0700)) {
            assertThat(again.path()).isEqualTo(path.resolve("sub"));
        }
        assertThat(directory.status("sub").orElseThrow().permissions()).isEqualTo(0777);
        Files.createSymbolicLink(path.resolve("link"), Path.of("sub"));
        refuses(ErrorCode.STORE_UNSAFE, () -> directory.createChild("link", 0700));
    }

    @Test
    void aSwappedParentDoesNotRedirect() throws Exception {
        try (Directory sub = directory.createChild("sub", 0755)) {
            Files.move(path.resolve("sub"), path.resolve("moved"));
            Files.createDirectory(path.resolve("other"));
            Files.createSymbolicLink(path.resolve("sub"), Path.of("other"));
            sub.createNew("here", MODE).close();
            assertThat(path.resolve("moved/here")).exists();
            assertThat(path.resolve("other/here")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/etc/passwd", "nul\0byte", "half\ud800"})
    void namesThatAreNotOneComponentAreRefused(String name) {
        refuses(ErrorCode.IMAGE_NAME_REFUSED, () -> directory.status(name));
        refuses(ErrorCode.IMAGE_NAME_REFUSED, () -> directory.child(name));
        refuses(ErrorCode.IMAGE_NAME_REFUSED, () -> directory.unlink(name));
        refuses(ErrorCode.IMAGE_NAME_REFUSED, () -> directory.createNew(name, MODE));
        refuses(ErrorCode.IMAGE_NAME_REFUSED, () -> directory.rename("x", name));
    }

    @Test
    void statusIsWhatJavaAndStatSay() throws Exception {
        Path file = path.resolve("ünï→");
        Files.writeString(file, "12345");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
        Files.createLink(path.resolve("second"), file);
        Map<String, Object> java = Files.readAttributes(file, "unix:*");
        FileStatus status = directory.status("ünï→").orElseThrow();
        assertThat(status)
                .isEqualTo(new FileStatus(
                        FileStatus.Type.REGULAR,
                        5,
                        status.allocatedBytes(),
                        (Long) java.get("dev"),
                        (Long) java.get("ino"),
                        0750,
                        2));
        assertThat(run("stat", "-c", "%b", file.toString()).strip())
                .isEqualTo(Long.toString(status.allocatedBytes() / 512));
    }

    @Test
    void linkDoesNotReplace() throws Exception {
        Files.writeString(path.resolve("a"), "a");
        Files.writeString(path.resolve("b"), "b");
        assertThat(directory.link("a", "b")).isFalse();
        assertThat(path.resolve("b")).hasContent("b");
        assertThat(directory.link("a", "c")).isTrue();
        assertThat(directory.link("a", "c")).as("already that file").isTrue();
        assertThat(directory.status("a").orElseThrow().links()).isEqualTo(2);
        assertThat(directory.unlink("a")).isTrue();
        assertThat(path.resolve("c")).hasContent("a");
    }

    @Test
    void renameReplaces() throws Exception {
        Files.writeString(path.resolve("a"), "a");
        Files.writeString(path.resolve("b"), "b");
        directory.rename("a", "b");
        directory.sync();
        assertThat(path.resolve("b")).hasContent("a");
        assertThat(directory.names()).containsExactly("b");
    }

    @Test
    void namesListsEverythingManyAndOddOnes() throws Exception {
        for (int i = 0; i < 3000; i++) {
            Files.createFile(path.resolve("volume-0123456789-0123456789-" + i));
        }
        Files.createFile(path.resolve("ünï→ \n"));
        Files.createSymbolicLink(path.resolve("dangling"), Path.of("none"));
        run("python3", "-c", "import sys; open(sys.argv[1].encode() + b'/bad\\xff', 'w')", path.toString());
        assertThat(directory.names())
                .hasSize(3003)
                .doesNotHaveDuplicates()
                .contains("volume-0123456789-0123456789-2999", "ünï→ \n", "dangling", "bad\ufffd");
        assertThat(directory.names()).as("a second time").hasSize(3003);
        assertThat(directory.status("bad\ufffd")).isEmpty();
    }

    @Test
    void freeBytesIsWhatJavaSays() throws Exception {
        long expected = Files.getFileStore(path).getUsableSpace();
        assertThat(directory.freeBytes()).isCloseTo(expected, withPercentage(5));
    }
}
