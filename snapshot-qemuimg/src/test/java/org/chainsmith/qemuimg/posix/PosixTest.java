package org.chainsmith.qemuimg.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.assertj.core.data.Percentage.withPercentage;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PosixTest {
    private static final int MODE = 0640;

    @TempDir
    Path path;

    private Directory directory;

    @BeforeEach
    void open() {
        directory = Directory.open(path);
    }

    @AfterEach
    void close() {
        directory.close();
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
    void whatIsWrittenIsRead() {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        try (PosixFile file = directory.createNew("image", MODE)) {
            file.write(5, ByteBuffer.wrap(bytes));
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            file.write(5L + bytes.length, direct.position(7).slice());
            file.sync();
            assertThat(file.status().size()).isEqualTo(5 + 2 * bytes.length - 7);
            assertThat(read(file, 5, ByteBuffer.allocate(bytes.length))).isEqualTo(bytes);
            assertThat(read(file, 5, ByteBuffer.allocateDirect(bytes.length))).isEqualTo(bytes);
            assertThat(read(file, 5L + bytes.length, ByteBuffer.allocateDirect(bytes.length)))
                    .isEqualTo(Arrays.copyOfRange(bytes, 7, bytes.length));
            assertThat(file.read(file.status().size(), ByteBuffer.allocate(10))).isZero();
            assertThatThrownBy(() -> file.read(0, direct.asReadOnlyBuffer().clear()))
                    .isInstanceOf(ReadOnlyBufferException.class);
            file.truncate(3);
            assertThat(file.status().size()).isEqualTo(3);
        }
    }

    @Test
    void readFillsOnlyTheRestOfTheBuffer() {
        try (PosixFile file = directory.createNew("image", MODE)) {
            file.write(0, ByteBuffer.wrap("abcdef".getBytes(UTF_8)));
            for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(5), ByteBuffer.allocateDirect(5)}) {
                buffer.put((byte) '1').put((byte) '2');
                assertThat(file.read(3, buffer)).isEqualTo(3);
                assertThat(UTF_8.decode(buffer.flip()).toString()).isEqualTo("12def");
            }
        }
    }

    @Test
    void aClosedFileIsNotUsedAgain() {
        PosixFile file = directory.createNew("image", MODE);
        file.close();
        file.close();
        assertThatThrownBy(file::status).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
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

    @Test
    void lockExcludesAnotherOpeningInThisProcess() {
        try (PosixFile two = directory.openOrCreate("lock", MODE)) {
            try (PosixFile one = directory.openOrCreate("lock", MODE)) {
                assertThat(one.tryLock()).isTrue();
                assertThat(one.tryLock()).as("again by its holder").isTrue();
                assertThat(two.tryLock()).isFalse();
            }
            assertThat(two.tryLock()).as("after the other was closed").isTrue();
        }
    }

    @Test
    void lockExcludesAnotherProcess() throws Exception {
        directory.createNew("lock", MODE).close();
        try (Holder holder = new Holder(path.resolve("lock"), 0, 0);
                PosixFile file = directory.openForWriting("lock")) {
            assertThat(file.tryLock()).isFalse();
            holder.kill();
            assertThat(file.tryLock()).as("after the other was killed").isTrue();
        }
    }

    @Test
    void locksOfOthersAreSeenByRangeAndNoneIsTaken() throws Exception {
        directory.createNew("image", MODE).close();
        try (PosixFile reader = directory.openRegular("image");
                PosixFile other = directory.openRegular("image")) {
            assertThat(reader.lockedByOthers(0, 0)).isFalse();
            assertThat(other.lockedByOthers(0, 0)).as("asking locks nothing").isFalse();
            try (Holder holder = new Holder(path.resolve("image"), 100, 1)) {
                assertThat(reader.lockedByOthers(100, 100)).isTrue();
                assertThat(reader.lockedByOthers(0, 0)).isTrue();
                assertThat(reader.lockedByOthers(200, 100)).isFalse();
                assertThat(reader.lockedByOthers(0, 100)).isFalse();
                assertThat(holder.isAlive()).isTrue();
            }
            assertThat(reader.lockedByOthers(0, 0)).isFalse();
        }
    }

    @Test
    void ownLockIsNotTakenForAnotherOnes() {
        try (PosixFile file = directory.createNew("lock", MODE)) {
            assertThat(file.tryLock()).isTrue();
            assertThat(file.lockedByOthers(0, 0)).isFalse();
        }
    }

    @Test
    void dataAndHolesAreTold() {
        int mebi = 1 << 20;
        try (PosixFile file = directory.createNew("sparse", MODE)) {
            assertThat(file.dataExtents()).contains(ExtentMap.EMPTY);
            file.truncate(8L * mebi);
            assertThat(file.dataExtents()).contains(ExtentMap.EMPTY);
            file.write(2L * mebi, ByteBuffer.allocate(mebi));
            file.write(5L * mebi, ByteBuffer.allocate(100));
            ExtentMap data = file.dataExtents().orElseThrow();
            assertThat(data.extents()).hasSize(2);
            assertThat(data.extents().get(0)).isEqualTo(new ExtentMap.Extent(2L * mebi, mebi));
            assertThat(data.extents().get(1).start()).isEqualTo(5L * mebi);
            assertThat(file.status().allocatedBytes()).isLessThan(3L * mebi);
        }
    }

    @Test
    void dataEndsWithTheFile() {
        try (PosixFile file = directory.createNew("short", MODE)) {
            file.write(0, ByteBuffer.allocate(100));
            assertThat(file.dataExtents()).contains(ExtentMap.whole(100));
        }
    }

    @Test
    void fullStorageIsNoSpace() {
        Descriptor full = new Descriptor(Libc.open(Names.path("/dev/full"), Libc.O_RDWR, 0), "full");
        try (PosixFile file = new PosixFile(full, "full")) {
            assertThatThrownBy(() -> file.write(0, ByteBuffer.allocate(1)))
                    .hasMessage("Could not write \"full\": ENOSPC")
                    .asInstanceOf(type(SnapshotException.class))
                    .returns(ErrorCode.NO_SPACE, SnapshotException::code);
            assertThatThrownBy(() -> file.write(0, ByteBuffer.allocateDirect(1)))
                    .hasMessageEndingWith("ENOSPC");
        }
        assertThat(Errno.error(Errno.EDQUOT, "x", "y").code()).isEqualTo(ErrorCode.NO_SPACE);
    }

    @Test
    void otherErrorsCarryTheNumbersNameAndTheFiles() throws Exception {
        Files.writeString(path.resolve("image"), "x");
        try (PosixFile file = directory.openRegular("image")) {
            assertThatThrownBy(() -> file.write(0, ByteBuffer.allocate(1)))
                    .hasMessage("Could not write \"image\": EBADF")
                    .asInstanceOf(type(SnapshotException.class))
                    .returns(ErrorCode.IO_ERROR, SnapshotException::code);
        }
        assertThatThrownBy(() -> directory.createNew("x".repeat(256), MODE)).hasMessageEndingWith("ENAMETOOLONG");
        assertThat(Errno.name(9999)).isEqualTo("errno 9999");
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

    private static byte[] read(PosixFile file, long position, ByteBuffer into) {
        byte[] bytes = new byte[file.read(position, into)];
        into.flip().get(bytes);
        return bytes;
    }

    private static void refuses(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).asInstanceOf(type(SnapshotException.class)).returns(code, SnapshotException::code);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
