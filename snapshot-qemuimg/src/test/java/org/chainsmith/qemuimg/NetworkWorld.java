package org.chainsmith.qemuimg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeReader;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.storage.ImageDirectory;
import org.chainsmith.qemuimg.storage.ImageFile;
import org.chainsmith.testkit.contract.World;

/**
 * Images on a real server, at a place of their own. The guest is qemu-io, and points in time are read by qemu-img, which
 * follows the headers: both open the images over the network.
 */
final class NetworkWorld implements World {
    private final NetworkStorage storage;
    private final NetworkLocation beside;
    private final Runnable cleaning;
    private final List<String> launcher;
    private final QemuImgConfig config;
    private final NetworkAddresses addresses;
    private final Path state;
    private final List<QemuImgBackend> opened = new ArrayList<>();

    /**
     * A world of an empty place.
     *
     * @param beside any location at the place
     * @param launcher starts the tools
     * @param cleaning removes what is left at the place
     */
    NetworkWorld(NetworkStorage storage, NetworkLocation beside, List<String> launcher, Runnable cleaning) {
        this.storage = storage;
        this.beside = beside;
        this.cleaning = cleaning;
        this.launcher = launcher;
        this.config = startedBy(launcher);
        this.addresses = new NetworkAddresses(beside);
        try {
            state = TestDirectories.create("chainsmith-state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static QemuImgConfig startedBy(List<String> launcher) {
        QemuImgConfig defaults = QemuImgConfig.defaults();
        return defaults.withQemuImg(defaults.qemuImg().startedBy(launcher))
                .withStorageDaemon(defaults.storageDaemon().startedBy(launcher));
    }

    @Override
    public SnapshotBackend open(Effects effects) {
        return open(config, effects);
    }

    /** A backend whose tools another program starts. */
    SnapshotBackend openStartedBy(List<String> other) {
        return open(startedBy(other), Effects.DIRECT);
    }

    private SnapshotBackend open(QemuImgConfig tools, Effects effects) {
        QemuImgBackend backend = QemuImgBackend.open(storage, beside, state, tools, effects);
        opened.add(backend);
        return backend;
    }

    @Override
    public void write(VolumeId volume, long offset, int pattern) {
        Image active = active(volume);
        String command =
                pattern == 0 ? "write -z " + offset + " " + CHUNK : "write -P " + pattern + " " + offset + " " + CHUNK;
        run("/usr/bin/qemu-io", "-f", active.format().id(), "-c", command, addresses.argument(active.name()));
    }

    private Image active(VolumeId volume) {
        try (QemuImgBackend backend = QemuImgBackend.open(storage, beside, state, config, Effects.DIRECT)) {
            return new VolumeReader(backend).read(volume).chain().active();
        }
    }

    @Override
    public String digest(VolumeId volume, ImageName name) {
        String format = isQcow2(name) ? "qcow2" : "raw";
        Path raw = state.resolveSibling(state.getFileName() + ".raw");
        run("/usr/bin/qemu-img", "convert", "-q", "-f", format, "-O", "raw", addresses.argument(name), raw.toString());
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
        try (ImageDirectory place = storage.open(beside, any -> false);
                ImageFile file = place.openRegular(name.value())) {
            return Qcow2Header.hasMagic(file);
        }
    }

    @Override
    public List<String> names() {
        try (ImageDirectory place = storage.open(beside, name -> false)) {
            return place.names().stream().sorted().toList();
        }
    }

    /** {@code image <- overlay (what its header says) <- ...}: what a program sees that knows nothing of Chainsmith. */
    String headers(BackingChain chain) {
        return chain.images().stream()
                .map(image -> image
                        + header(image.name()).map(said -> " (" + said + ")").orElse(""))
                .collect(Collectors.joining(" <- "));
    }

    private Optional<String> header(ImageName image) {
        try (ImageDirectory place = storage.open(beside, any -> false);
                ImageFile file = place.openRegular(image.value())) {
            return Qcow2Header.hasMagic(file) ? Qcow2Header.read(file).backingName() : Optional.empty();
        }
    }

    private void run(String... command) {
        List<String> whole = new ArrayList<>(launcher);
        whole.addAll(Arrays.asList(command));
        try {
            Process process =
                    new ProcessBuilder(whole).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", whole) + ": " + output);
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
        try {
            cleaning.run();
        } finally {
            deleteState();
        }
    }

    private void deleteState() {
        try {
            TestDirectories.delete(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
