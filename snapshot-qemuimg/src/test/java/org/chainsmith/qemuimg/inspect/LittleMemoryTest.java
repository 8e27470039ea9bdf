package org.chainsmith.qemuimg.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chainsmith.qemuimg.TestDirectories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that claim as much as they can, read by a process with the heap of the command line. */
final class LittleMemoryTest {
    private static final int KIBI = 1024;
    private static final int MEBI = KIBI * KIBI;

    @TempDir(factory = TestDirectories.class)
    private Path directory;

    @Test
    void aMapOfAlmostTwoMillionRunsIsRead() throws IOException, InterruptedException {
        assertThat(answers(image(16, 500, 1))).containsExactly("true [] []", Integer.toString(500 * 8 * KIBI));
    }

    @Test
    void tooManyRunsAreRefused() throws IOException, InterruptedException {
        assertThat(answers(image(16, 513, 1))).containsExactly("true [] []", "IMAGE_TOO_LARGE");
    }

    @Test
    void aMillionTablesAreLookedThrough() throws IOException, InterruptedException {
        assertThat(answers(image(9, MEBI - 1, 0))).containsExactly("true [] [IMAGE_TOO_LARGE]", "1");
    }

    @Test
    void moreTablesThanAMillionAreRefused() throws IOException, InterruptedException {
        assertThat(answers(image(9, 4 * MEBI, 0))).containsExactly("true [] [IMAGE_TOO_LARGE]", "IMAGE_TOO_LARGE");
    }

    @Test
    void gigabytesOfTablesInASparseFileAreRefused() throws IOException, InterruptedException {
        assertThat(answers(image(21, 127, 0))).containsExactly("true [] []", "1");
        assertThat(answers(image(21, 5000, 0)))
                .containsExactly("false [IMAGE_TOO_LARGE] [IMAGE_TOO_LARGE]", "IMAGE_TOO_LARGE");
    }

    /** Clusters: header, refcount table, refcount block, L1 table, L2 tables, of which every second entry is `entry`. */
    private Path image(int clusterBits, int tables, long entry) throws IOException {
        long cluster = 1L << clusterBits;
        Path path = directory.resolve("image");
        long l2 = 3 * cluster + (tables * 8L + cluster - 1) / cluster * cluster;
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(112);
            header.putInt(0, 'Q' << 24 | 'F' << 16 | 'I' << 8 | 0xfb)
                    .putInt(4, 3)
                    .putInt(20, clusterBits);
            header.putLong(24, tables * (cluster / 8) * cluster)
                    .putInt(36, tables)
                    .putLong(40, 3 * cluster);
            header.putLong(48, cluster).putInt(56, 1).putInt(96, 4).putInt(100, 104);
            file.write(header, 0);
            file.write(ByteBuffer.allocate(8).putLong(0, 2 * cluster), cluster);
            ByteBuffer l1 = ByteBuffer.allocate(tables * 8);
            for (int i = 0; i < tables; i++) {
                l1.putLong(i * 8, l2 + i * cluster);
            }
            file.write(l1, 3 * cluster);
            file.write(ByteBuffer.allocate(1), l2 + tables * cluster - 1);
            if (entry != 0) {
                ByteBuffer table = ByteBuffer.allocate((int) cluster);
                for (int i = 0; i < cluster / 8; i += 2) {
                    table.putLong(i * 8, entry);
                }
                for (int i = 0; i < tables; i++) {
                    file.write(table.rewind(), l2 + i * cluster);
                }
            }
        }
        return path;
    }

    private List<String> answers(Path image) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djna.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MapProcess.class.getName(),
                        image.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
            return output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
