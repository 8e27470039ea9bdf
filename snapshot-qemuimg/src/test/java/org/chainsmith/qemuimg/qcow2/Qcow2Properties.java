package org.chainsmith.qemuimg.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;

final class Qcow2Properties {
    private static final List<TestImage> VALID = List.of(
            populated(TestImage.version3()),
            populated(TestImage.version2()),
            populated(TestImage.extended()),
            populated(TestImage.version3()
                    .extension(HeaderExtensions.BACKING_FORMAT, "qcow2".getBytes(UTF_8))
                    .extension(HeaderExtensions.BITMAPS, new byte[24])
                    .backing("base")));

    private static Path path;
    private static Directory directory;
    private static PosixFile file;

    @BeforeContainer
    static void open() throws IOException {
        path = Files.createTempDirectory("qcow2");
        directory = Directory.open(path);
        file = directory.createNew("image", 0600);
    }

    @AfterContainer
    static void close() throws IOException {
        file.close();
        directory.unlink("image");
        directory.close();
        Files.delete(path);
    }

    @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
    void anyImageGivesAMapWithinTheDiskOrARefusal(@ForAll long seed) {
        Random random = new Random(seed);
        TestImage image = VALID.get(random.nextInt(VALID.size())).copy();
        for (int i = random.nextInt(6); i >= 0; i--) {
            spoil(image, random);
        }
        if (random.nextInt(10) == 0) {
            image.length(random.nextInt(image.length() + 1));
        }
        image.writeTo(file);
        try {
            Qcow2Header header = Qcow2Header.read(file);
            AllocationMap map = Qcow2Allocation.read(file, header, 1 << 16);
            assertThat(ExtentMap.whole(header.virtualSize().bytes()).containsAll(map.provided()))
                    .isTrue();
        } catch (SnapshotException e) {
            assertThat(e.kind()).isEqualTo(ErrorKind.PRECONDITION);
            assertThat(e.image()).contains("image");
        }
    }

    /** Changes a number where numbers are: in the header, its extensions, or the tables. */
    private static void spoil(TestImage image, Random random) {
        int[] areas = {0, 0, 104, image.l1(), image.l2()};
        int offset = areas[random.nextInt(areas.length)] + random.nextInt(26) * 4;
        long value = value(image, random);
        if (random.nextBoolean()) {
            image.u32(offset, value);
        } else {
            image.u64(offset, value);
        }
    }

    private static long value(TestImage image, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(16);
            case 1 -> (long) random.nextInt(8) * image.cluster;
            case 2 -> 1L << random.nextInt(64);
            case 3 -> -(1L << random.nextInt(64));
            case 4 -> (1L << random.nextInt(64)) - 1;
            default -> random.nextLong();
        };
    }

    private static TestImage populated(TestImage image) {
        return image.l2Entry(0, image.data()).l2Entry(3, 1L << 62 | image.data() + image.cluster);
    }
}
