package org.chainsmith.qemuimg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeReader;
import org.chainsmith.testkit.contract.World;

/** A directory of its own with real images, written by qemu-io and read by qemu-img convert. */
final class QemuImgWorld implements World {
    private final Path directory;
    private final QemuImgConfig config;
    private final List<QemuImgBackend> opened = new ArrayList<>();

    QemuImgWorld() {
        this(QemuImgConfig.defaults());
    }

    QemuImgWorld(QemuImgConfig config) {
        this(config, newDirectory());
    }

    /** In an empty directory, which goes with the world. */
    QemuImgWorld(QemuImgConfig config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    private static Path newDirectory() {
        try {
            return TestDirectories.create("chainsmith-world");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SnapshotBackend open(Effects effects) {
        QemuImgBackend backend = QemuImgBackend.open(directory, config, effects);
        opened.add(backend);
        return backend;
    }

    @Override
    public void write(VolumeId volume, long offset, int pattern) {
        Image active = chain(volume).get(chain(volume).size() - 1);
        // -u: a mount of GlusterFS 10 says that it zeroed a range (FALLOC_FL_ZERO_RANGE), and did not; holes it can
        // make.
        String command = pattern == 0
                ? "write -z -u " + offset + " " + CHUNK
                : "write -P " + pattern + " " + offset + " " + CHUNK;
        run("/usr/bin/qemu-io", "-f", active.format().id(), "-c", command, path(active.name()));
    }

    @Override
    public String digest(VolumeId volume, ImageName name) {
        String format = isQcow2(name) ? "qcow2" : "raw";
        Path raw = directory.resolveSibling(directory.getFileName() + ".raw");
        run("/usr/bin/qemu-img", "convert", "-q", "-f", format, "-O", "raw", path(name), raw.toString());
        try (InputStream in = Files.newInputStream(raw);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            long length = digest.transferTo(java.io.OutputStream.nullOutputStream());
            return length + ":"
                    + HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            raw.toFile().delete();
        }
    }

    /** Nobody in this world writes a header into a raw image. */
    private boolean isQcow2(ImageName name) {
        try (InputStream in = Files.newInputStream(directory.resolve(name.value()))) {
            return new String(in.readNBytes(3), java.nio.charset.StandardCharsets.US_ASCII).equals("QFI");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Image> chain(VolumeId volume) {
        try (QemuImgBackend backend = QemuImgBackend.open(directory, QemuImgConfig.defaults(), Effects.DIRECT)) {
            return new VolumeReader(backend).read(volume).chain().images();
        }
    }

    @Override
    public List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".info") && !name.equals(".chainsmith"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String path(ImageName image) {
        return directory.resolve(image.value()).toString();
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        opened.forEach(QemuImgBackend::close);
        run("rm", "-rf", directory.toString());
    }
}
