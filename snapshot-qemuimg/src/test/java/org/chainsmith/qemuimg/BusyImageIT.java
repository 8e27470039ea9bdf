package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.CreateSnapshots;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.qemuimg.inspect.Finding;
import org.chainsmith.qemuimg.inspect.Inspection;
import org.chainsmith.qemuimg.inspect.Inspector;
import org.chainsmith.qemuimg.inspect.MappedImage;
import org.chainsmith.qemuimg.inspect.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A volume whose images QEMU has open is never written under: qemu-nbd takes the same image locks as a guest does. */
final class BusyImageIT {
    @TempDir(factory = TestDirectories.class)
    Path directory;

    @ParameterizedTest(name = "layer {0}")
    @ValueSource(ints = {0, 5, 10})
    void everyChangeIsRefusedWhileQemuHasALayerOpen(int layer) throws IOException, InterruptedException {
        try (TestStore store = new TestStore(directory)) {
            Work.DELETE_MIDDLE.prepare(store, ImageFormat.RAW);
            Image image = store.read(Work.VOLUME).chain().images().get(layer);
            Process qemu = open(store.path(image.name()), image.format());
            try {
                refuses(() -> new CreateSnapshots(store.operations()).create(Work.VOLUME, SnapshotId.random()));
                refuses(() -> store.deleteSnapshots(Work.VOLUME, Set.of(Work.snapshot(5))));
                refuses(() -> store.revert(Work.VOLUME, Work.snapshot(9), NewerSnapshots.REFUSE));
                assertThat(store.read(Work.VOLUME).snapshots()).hasSize(10);
            } finally {
                qemu.destroyForcibly();
                qemu.waitFor();
            }
            store.deleteSnapshots(Work.VOLUME, Set.of(Work.snapshot(5)));
            assertThat(store.differences(Work.VOLUME)).isEmpty();
        }
    }

    @Test
    void aVolumeInUseCanStillBeRead() throws IOException, InterruptedException {
        try (TestStore store = new TestStore(directory)) {
            Work.DELETE_MIDDLE.prepare(store, ImageFormat.QCOW2);
            Image active = store.read(Work.VOLUME).chain().active();
            Process qemu = open(store.path(active.name()), active.format());
            try {
                assertThat(store.read(Work.VOLUME).snapshots()).hasSize(10);
            } finally {
                qemu.destroyForcibly();
                qemu.waitFor();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMapOfAnImageThatIsWrittenIsALowerBound(ImageFormat format) throws IOException, InterruptedException {
        Path image = image(format);
        Process qemu = open(image, format);
        try {
            assertThat(MappedImage.read(image, format).map().lowerBound()).isTrue();
            Verdict verdict = Inspector.inspect(Inspection.of(image, format));
            assertThat(verdict.accepted()).isTrue();
            assertThat(verdict.warnings()).extracting(Finding::code).containsExactly(ErrorCode.IMAGE_IN_USE);
        } finally {
            qemu.destroyForcibly();
            qemu.waitFor();
        }
        assertThat(MappedImage.read(image, format).map().lowerBound()).isFalse();
        assertThat(Inspector.inspect(Inspection.of(image, format)).warnings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theMapOfAnImageThatIsOnlyReadIsWhole(ImageFormat format) throws IOException, InterruptedException {
        Path image = image(format);
        Process qemu = open(image, format, "-r");
        try {
            assertThat(MappedImage.read(image, format).map().lowerBound()).isFalse();
            assertThat(Inspector.inspect(Inspection.of(image, format)).warnings())
                    .isEmpty();
        } finally {
            qemu.destroyForcibly();
            qemu.waitFor();
        }
    }

    private Path image(ImageFormat format) throws IOException, InterruptedException {
        Path image = directory.resolve("image");
        assertThat(new ProcessBuilder("/usr/bin/qemu-img", "create", "-q", "-f", format.id(), image.toString(), "1M")
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        return image;
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_IN_USE));
    }

    private Process open(Path image, ImageFormat format, String... options) throws IOException {
        Path socket = directory.resolve("socket");
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/qemu-nbd", "-t", "-k", socket.toString(), "-f", format.id(), image.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).inheritIO().start();
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (!greets(socket)) {
            assertThat(process.isAlive() && Instant.now().isBefore(deadline)).isTrue();
            LockSupport.parkNanos(5_000_000);
        }
        return process;
    }

    /** The socket is there before anybody listens, and a client is greeted only when the image is open. */
    private static boolean greets(Path socket) throws IOException {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer greeting = ByteBuffer.allocate(8);
            while (greeting.hasRemaining()) {
                assertThat(client.read(greeting)).isPositive();
            }
            assertThat(new String(greeting.array(), StandardCharsets.US_ASCII)).isEqualTo("NBDMAGIC");
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }
}
