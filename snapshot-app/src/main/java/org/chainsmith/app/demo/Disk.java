package org.chainsmith.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.chainsmith.core.chain.Image;

/** The part of the guest: writes to images and reads them, by QEMU's own tools and not by Chainsmith. */
final class Disk {
    private static final int BUFFER = 1 << 20;

    private final TemporaryStore place;
    private final Program io;
    private final Program img;

    Disk(TemporaryStore place, Path qemuImg) {
        this.place = place;
        this.img = Program.ofQemu(qemuImg);
        this.io = Program.ofQemu(qemuImg.resolveSibling("qemu-io"));
    }

    /** A run of the disk that is filled with one byte value. */
    record Fill(int value, int startMib, int lengthMib) {
        @Override
        public String toString() {
            return String.format("%#x at %d..%d MiB", value, startMib, startMib + lengthMib);
        }
    }

    void write(Image image, List<Fill> fills) {
        List<String> arguments = new ArrayList<>(List.of("-f", image.format().id()));
        for (Fill fill : fills) {
            arguments.add("-c");
            arguments.add("write -P " + fill.value() + " " + fill.startMib() + "M " + fill.lengthMib() + "M");
        }
        arguments.add(path(image));
        io.run(arguments);
    }

    /** The SHA-256 of all bytes that a guest would read from the image and the chain below it. */
    String checksum(Image image) {
        Path bytes = place.scratch().resolve("bytes");
        img.run(List.of("convert", "-f", image.format().id(), "-O", "raw", path(image), bytes.toString()));
        try (InputStream in = Files.newInputStream(bytes)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            Files.delete(bytes);
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String path(Image image) {
        return place.volumes().resolve(image.name().value()).toString();
    }
}
