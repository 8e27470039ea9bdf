package org.chainsmith.qemuimg.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.chainsmith.qemuimg.qcow2.NewQcow2.Backing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** New images are those of {@code qemu-img create}, to the byte. */
final class NewQcow2IT {
    private static final long L2_TABLE_SPAN = 512L << 20;
    private static final long L1_CLUSTER_SPAN = 4L << 40;
    private static final long LARGEST = 2L << 50;
    private static final long SEED = 20250711;

    @TempDir
    Path directory;

    static LongStream sizes() {
        LongStream odd = new Random(SEED).longs(12, 1, 64L << 40).map(bytes -> bytes / 512 * 512);
        LongStream edges = Stream.of(L2_TABLE_SPAN, 2 * L2_TABLE_SPAN, L1_CLUSTER_SPAN, 3 * L1_CLUSTER_SPAN, 64L << 40)
                .flatMap(edge -> Stream.of(edge - 512, edge, edge + 512))
                .mapToLong(Long::longValue);
        return LongStream.concat(LongStream.of(0, 512, 1 << 20, 1L << 30), LongStream.concat(edges, odd));
    }

    static Stream<Optional<Backing>> backings() {
        String base = "volume-12345678-0000-4000-8000-000000000001";
        return Stream.of(
                Optional.empty(),
                Optional.of(new Backing(base, ImageFormat.RAW)),
                Optional.of(new Backing(base, ImageFormat.QCOW2)),
                Optional.of(new Backing(base + ".12345678-0000-4000-8000-000000000002", ImageFormat.QCOW2)),
                Optional.of(new Backing(base + ".tmp-snap-12345678-0000-4000-8000-000000000002", ImageFormat.QCOW2)),
                Optional.of(new Backing("x", ImageFormat.RAW)),
                Optional.of(new Backing("y".repeat(255), ImageFormat.QCOW2)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void anOverlayOfAnySizeIsThatOfQemuImg(long bytes) throws IOException, InterruptedException {
        Backing backing = new Backing("volume-base", ImageFormat.RAW);
        assertSameAsOfQemuImg(new VirtualSize(bytes), Optional.of(backing));
    }

    @ParameterizedTest
    @MethodSource("backings")
    void anImageOnAnyBackingIsThatOfQemuImg(Optional<Backing> backing) throws IOException, InterruptedException {
        assertSameAsOfQemuImg(VirtualSize.parse("10GiB"), backing);
    }

    private void assertSameAsOfQemuImg(VirtualSize size, Optional<Backing> backing)
            throws IOException, InterruptedException {
        try (Directory here = Directory.open(directory);
                PosixFile file = here.createNew("ours", 0644)) {
            new NewQcow2(size, backing).writeTo(file, 1);
            Qcow2Header header = Qcow2Header.read(file);
            assertThat(header.virtualSize()).isEqualTo(size);
            assertThat(header.backingName()).isEqualTo(backing.map(Backing::text));
            assertThat(Qcow2Allocation.read(file, header).provided().isEmpty()).isTrue();
        }
        Path theirs = directory.resolve("theirs");
        Path ours = directory.resolve("ours");
        List<String> create = new ArrayList<>(List.of("create", "-q", "-f", "qcow2"));
        backing.ifPresent(below -> create.addAll(
                List.of("-u", "-b", below.text(), "-F", below.format().id())));
        create.addAll(List.of(theirs.toString(), Long.toString(size.bytes())));
        qemuImg(create);
        assertThat(Files.mismatch(ours, theirs)).as("first byte that differs").isEqualTo(-1);
        String alone =
                "json:{\"driver\": \"qcow2\", \"backing\": null, \"file\": {\"driver\": \"file\", \"filename\": \""
                        + ours + "\"}}";
        qemuImg(List.of("check", "-q", alone));
    }

    private static void qemuImg(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(arguments);
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void whatClustersCannotReachIsRefused() {
        assertThat(new NewQcow2(new VirtualSize(LARGEST), Optional.empty())).isNotNull();
        assertThatThrownBy(() -> new NewQcow2(new VirtualSize(LARGEST + 512), Optional.empty()))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE));
    }

    @Test
    void onlyWhatIsNotZeroTakesSpace() {
        try (Directory here = Directory.open(directory);
                PosixFile file = here.createNew("sparse", 0644)) {
            new NewQcow2(VirtualSize.parse("64TiB"), Optional.empty()).writeTo(file, 1);
            assertThat(file.dataExtents())
                    .hasValueSatisfying(data -> assertThat(data.bytes()).isLessThan(3 * 65536));
        }
    }
}
