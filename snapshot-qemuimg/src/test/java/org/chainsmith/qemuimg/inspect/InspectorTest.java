package org.chainsmith.qemuimg.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chainsmith.qemuimg.qcow2.HostileImages.BASE;
import static org.chainsmith.qemuimg.qcow2.HostileImages.FOREIGN;
import static org.chainsmith.qemuimg.qcow2.HostileImages.OTHER;
import static org.chainsmith.qemuimg.qcow2.HostileImages.OVERLAY;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.qcow2.HostileImages;
import org.chainsmith.qemuimg.qcow2.HostileImages.Hostile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
final class InspectorTest {
    private static final VolumeId FOREIGN_VOLUME = new VolumeId(FOREIGN.substring("volume-".length()));
    private static final int BASE_SIZE = 8 << 20;

    @TempDir
    private Path root;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(root.resolve("images"));
        Files.write(directory.resolve(FOREIGN), new byte[512]);
    }

    static List<Hostile> hostile() {
        return HostileImages.leadingTo(Path.of("/tmp/chainsmith-no-such-canary"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aHostileImageIsRefusedWithItsCode(Hostile hostile) throws IOException {
        Verdict verdict = Inspector.inspect(
                Inspection.of(hostile.in(directory), hostile.format()).as(hostile.role()));

        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.missing()).isFalse();
        assertThat(codes(verdict.reasons())).contains(hostile.code());
        assertThat(verdict.reasons()).allSatisfy(reason -> {
            assertThat(reason.code().kind()).isEqualTo(ErrorKind.PRECONDITION);
            assertThat(reason.layer()).isPresent();
        });
    }

    @Test
    void aChainIsAcceptedActiveFirst() throws IOException {
        base();
        HostileImages.writeOverlay(directory, OTHER, BASE, "raw");
        HostileImages.writeOverlay(directory, OVERLAY, OTHER, "qcow2");

        Verdict verdict = inspect(OVERLAY, ImageFormat.QCOW2);

        assertThat(verdict.reasons()).isEmpty();
        assertThat(verdict.warnings()).isEmpty();
        assertThat(verdict.chain()).containsExactly(OVERLAY, OTHER, BASE);
        assertThat(verdict.facts()).hasValueSatisfying(facts -> {
            assertThat(facts.image().virtualSize()).isEqualTo(new VirtualSize(BASE_SIZE));
            assertThat(facts.header().orElseThrow().backingName()).contains(OTHER);
            assertThat(facts.compressed()).contains(false);
        });
    }

    @Test
    void faultsAreCollectedDownTheChain() throws IOException {
        base();
        HostileImages.writeFaulty(directory);

        Verdict verdict = inspect(OVERLAY, ImageFormat.QCOW2);

        assertThat(codes(verdict.reasons()))
                .containsExactly(
                        ErrorCode.IMAGE_CORRUPT,
                        ErrorCode.IMAGE_DIRTY,
                        ErrorCode.BACKING_NAME_REFUSED,
                        ErrorCode.IMAGE_DIRTY);
        assertThat(verdict.reasons())
                .extracting(reason -> reason.layer().orElseThrow())
                .containsExactly(OVERLAY, OVERLAY, OTHER, OTHER);
        assertThat(verdict.chain()).containsExactly(OVERLAY, OTHER);
        assertThat(verdict.facts().orElseThrow().features()).containsExactly("dirty", "corrupt");
    }

    @Test
    void aHeaderInARawLayerIsAWarningOnly() throws IOException {
        HostileImages.writeOverlay(directory, BASE, "/etc/passwd", "raw");

        Verdict verdict = inspect(BASE, ImageFormat.RAW);

        assertThat(verdict.accepted()).isTrue();
        assertThat(codes(verdict.warnings())).containsExactly(ErrorCode.FORMAT_MISMATCH);
        assertThat(verdict.facts().orElseThrow().header()).isEmpty();
    }

    @Test
    void aDifferentSizeBelowIsAWarning() throws IOException {
        Files.write(directory.resolve(BASE), new byte[1000]);
        HostileImages.writeOverlay(directory, OVERLAY, BASE, "raw");

        Verdict verdict = inspect(OVERLAY, ImageFormat.QCOW2);

        assertThat(verdict.accepted()).isTrue();
        assertThat(codes(verdict.warnings())).containsExactly(ErrorCode.SIZE_DIFFERS);
    }

    @Test
    void theFormatOnRecordWinsOverTheHeader() throws IOException {
        base();
        HostileImages.writeOverlay(directory, OVERLAY, BASE, "raw");
        Inspection request = Inspection.of(directory.resolve(OVERLAY), ImageFormat.QCOW2);

        assertThat(codes(Inspector.inspect(request.withLayerFormats(Map.of(new ImageName(BASE), ImageFormat.QCOW2)))
                        .reasons()))
                .containsExactly(ErrorCode.FORMAT_MISMATCH);
        assertThat(Inspector.inspect(request.withLayerFormats(Map.of(new ImageName(BASE), ImageFormat.RAW)))
                        .accepted())
                .isTrue();
        assertThat(codes(Inspector.inspect(request.withLayerFormats(Map.of(new ImageName(OVERLAY), ImageFormat.RAW)))
                        .reasons()))
                .containsExactly(ErrorCode.FORMAT_MISMATCH);
    }

    @Test
    void anotherVolumesImageIsNotOpened() throws IOException {
        Files.write(directory.resolve("disk.img"), new byte[512]);
        for (String name : List.of(BASE, "disk.img", FOREIGN + ".info")) {
            Verdict verdict = Inspector.inspect(
                    Inspection.of(directory.resolve(name), ImageFormat.RAW).ofVolume(FOREIGN_VOLUME));

            assertThat(codes(verdict.reasons())).containsExactly(ErrorCode.IMAGE_NAME_REFUSED);
            assertThat(verdict.facts()).isEmpty();
        }
    }

    @Test
    void anImageOfNoVolumeStandsAlone() throws IOException {
        base();
        HostileImages.writeCompressed(directory, "alone.qcow2");
        HostileImages.writeOverlay(directory, "overlay.qcow2", BASE, "raw");

        Verdict alone = inspect("alone.qcow2", ImageFormat.QCOW2);
        assertThat(alone.accepted()).isTrue();
        assertThat(alone.facts().orElseThrow().compressed()).contains(true);
        assertThat(codes(inspect("overlay.qcow2", ImageFormat.QCOW2).reasons()))
                .containsExactly(ErrorCode.BACKING_NAME_REFUSED);
    }

    @Test
    void anImportMayHaveAnyName() throws IOException {
        HostileImages.writeCompressed(directory, "upload 1");
        Files.write(directory.resolve("disk.img"), new byte[1000]);

        assertThat(imported("upload 1", ImageFormat.QCOW2).reasons()).isEmpty();
        assertThat(imported("disk.img", ImageFormat.RAW).reasons()).isEmpty();
    }

    @Test
    void limitsAreKept() throws IOException {
        base();
        HostileImages.writeOverlay(directory, OTHER, BASE, "raw");
        HostileImages.writeOverlay(directory, OVERLAY, OTHER, "qcow2");
        Inspection request = Inspection.of(directory.resolve(OVERLAY), ImageFormat.QCOW2);

        assertThat(Inspector.inspect(request.within(Limits.DEFAULT.withMaxChain(3)))
                        .accepted())
                .isTrue();
        Verdict deep = Inspector.inspect(request.within(Limits.DEFAULT.withMaxChain(2)));
        assertThat(codes(deep.reasons())).containsExactly(ErrorCode.CHAIN_TOO_DEEP);
        assertThat(deep.chain()).hasSize(2);
        Verdict large =
                Inspector.inspect(request.within(Limits.DEFAULT.withMaxVirtualSize(new VirtualSize(BASE_SIZE - 1))));
        assertThat(codes(large.reasons())).hasSize(3).containsOnly(ErrorCode.IMAGE_TOO_LARGE);
    }

    @Test
    void whatIsNotThereIsMissing() {
        for (Path path :
                List.of(directory.resolve(OVERLAY), root.resolve("nowhere").resolve(OVERLAY))) {
            Verdict verdict = Inspector.inspect(Inspection.of(path, ImageFormat.QCOW2));

            assertThat(codes(verdict.reasons())).containsExactly(ErrorCode.IMAGE_MISSING);
            assertThat(verdict.missing()).isTrue();
        }
    }

    @Test
    void pathsThatNameNoFileAreRefused() {
        for (String path : List.of("", "/", ".", "..", directory + "/..", directory + "/a:b", directory + "/a\nb")) {
            assertThat(Inspector.inspect(Inspection.of(Path.of(path), ImageFormat.RAW))
                            .accepted())
                    .as(path)
                    .isFalse();
        }
    }

    @Test
    void aMapHasAllOfTheDisk() throws IOException {
        HostileImages.writeCompressed(directory, "image");
        StringBuilder extents = new StringBuilder();
        MappedImage.read(directory.resolve("image"), ImageFormat.QCOW2)
                .forEachExtent((start, length, kind) -> extents.append(start)
                        .append('+')
                        .append(length)
                        .append(kind)
                        .append(' '));
        assertThat(extents).hasToString("0+12288absent 12288+4096data 16384+" + (BASE_SIZE - 16384) + "absent ");

        Files.writeString(directory.resolve("raw"), "x".repeat(512), StandardCharsets.UTF_8);
        extents.setLength(0);
        MappedImage.read(directory.resolve("raw"), ImageFormat.RAW)
                .forEachExtent((start, length, kind) ->
                        extents.append(start).append('+').append(length).append(kind));
        assertThat(extents).hasToString("0+512data");
    }

    private void base() throws IOException {
        Files.write(directory.resolve(BASE), new byte[BASE_SIZE]);
    }

    private Verdict inspect(String name, ImageFormat format) {
        return Inspector.inspect(Inspection.of(directory.resolve(name), format));
    }

    private Verdict imported(String name, ImageFormat format) {
        return Inspector.inspect(new Inspection(
                directory.resolve(name), format, Optional.empty(), Map.of(), Role.IMPORT, Limits.DEFAULT));
    }

    private static List<ErrorCode> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }
}
