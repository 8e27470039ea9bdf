package org.chainsmith.qemuimg.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An open file: its bytes, its holes, its locks, and what its failures say. */
final class PosixFileTest {
    private static final int MODE = 0640;

    private final Path path;

    @AutoClose
    private final Directory directory;

    PosixFileTest(@TempDir Path path) {
        this.path = path;
        this.directory = Directory.open(path);
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

    private static byte[] read(PosixFile file, long position, ByteBuffer into) {
        byte[] bytes = new byte[file.read(position, into)];
        into.flip().get(bytes);
        return bytes;
    }
}
