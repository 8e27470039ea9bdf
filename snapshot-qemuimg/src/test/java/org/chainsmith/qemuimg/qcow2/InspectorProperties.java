package org.chainsmith.qemuimg.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.qemuimg.inspect.Inspection;
import org.chainsmith.qemuimg.inspect.Inspector;
import org.chainsmith.qemuimg.inspect.Role;
import org.chainsmith.qemuimg.inspect.Verdict;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;

/** Mutated images, made without QEMU. */
final class InspectorProperties {
    private static final List<TestImage> VALID = List.of(
            populated(TestImage.version3()),
            populated(TestImage.version2()),
            populated(TestImage.extended()),
            overlay(HostileImages.BASE, "raw"),
            overlay(HostileImages.OTHER, "qcow2"));

    private static Path path;
    private static Directory directory;
    private static PosixFile file;

    @BeforeContainer
    static void open() throws IOException {
        path = Files.createTempDirectory("inspector");
        directory = Directory.open(path);
        file = directory.createNew(HostileImages.OVERLAY, 0600);
        Files.write(path.resolve(HostileImages.BASE), new byte[8 << 20]);
        HostileImages.writeOverlay(path, HostileImages.OTHER, HostileImages.BASE, "raw");
    }

    @AfterContainer
    static void close() throws IOException {
        file.close();
        for (String name : directory.names()) {
            directory.unlink(name);
        }
        directory.close();
        Files.delete(path);
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    void anyImageGetsAVerdict(@ForAll long seed) {
        Random random = new Random(seed);
        spoiled(random).writeTo(file);
        Role role = Role.values()[random.nextInt(2)];
        ImageFormat format = random.nextInt(8) == 0 ? ImageFormat.RAW : ImageFormat.QCOW2;
        check(Inspector.inspect(
                Inspection.of(path.resolve(HostileImages.OVERLAY), format).as(role)));
    }

    private static void check(Verdict verdict) {
        assertThat(verdict.reasons()).allSatisfy(reason -> {
            assertThat(reason.code().kind()).as(reason.message()).isEqualTo(ErrorKind.PRECONDITION);
            assertThat(reason.layer()).isPresent();
        });
        assertThat(verdict.chain())
                .isSubsetOf(HostileImages.OVERLAY, HostileImages.OTHER, HostileImages.BASE)
                .doesNotHaveDuplicates();
        assertThat(verdict.accepted() && verdict.facts().isEmpty()).isFalse();
    }

    private static TestImage spoiled(Random random) {
        TestImage image = VALID.get(random.nextInt(VALID.size())).copy();
        for (int i = random.nextInt(5); i >= 0; i--) {
            int[] areas = {0, 0, 104, 136, image.l1(), image.l2()};
            spoil(image, areas[random.nextInt(areas.length)] + random.nextInt(26) * 4, random);
        }
        return random.nextInt(10) == 0 ? image.length(random.nextInt(image.length() + 1)) : image;
    }

    private static void spoil(TestImage image, int offset, Random random) {
        long value = value(image, random);
        switch (random.nextInt(3)) {
            case 0 -> image.u8(offset + random.nextInt(4), (int) value);
            case 1 -> image.u32(offset, value);
            default -> image.u64(offset, value);
        }
    }

    private static long value(TestImage image, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(16);
            case 1 -> (long) random.nextInt(8) * image.cluster;
            case 2 -> 1L << random.nextInt(64);
            case 3 -> -(1L << random.nextInt(64));
            case 4 -> ByteBuffer.wrap("../etc/p".getBytes(UTF_8)).getLong();
            default -> random.nextLong();
        };
    }

    private static TestImage overlay(String backing, String format) {
        return populated(TestImage.version3()
                .extension(HeaderExtensions.BACKING_FORMAT, format.getBytes(UTF_8))
                .backing(backing));
    }

    private static TestImage populated(TestImage image) {
        return image.l2Entry(0, image.data()).l2Entry(3, 1L << 62 | image.data() + image.cluster);
    }
}
