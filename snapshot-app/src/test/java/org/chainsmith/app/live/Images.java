package org.chainsmith.app.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.backing.BackingName;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeReader;
import org.chainsmith.qemuimg.QemuImgBackend;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.lab.Command;

/**
 * The images at a place, written and read by QEMU's own tools, which are told every layer: nothing depends on whether they
 * understand the headers, or reach the server.
 */
record Images(VolumePlace place) {
    private static final int QCOW2_MAGIC = 3;
    private static final int BLOCK = 1 << 16;

    /** Writes to the active layer of a volume that nobody uses. */
    void write(VolumeId volume, long offset, int pattern) {
        Image active;
        try (QemuImgBackend backend = place.store().open(Effects.DIRECT)) {
            active = new VolumeReader(backend).read(volume).chain().active();
        }
        String what = pattern == 0 ? "-z" : "-P " + pattern;
        Command.run(
                "qemu-io",
                "-c",
                "write " + what + " " + offset + " " + World.CHUNK,
                "json:" + layers(active.name(), place.writable(active.name())));
    }

    /** What an image reads through its chain, also while a guest writes to it. */
    String digest(ImageName image) {
        try {
            Path raw = Files.createTempFile("image", ".raw");
            try {
                Command.run(
                        "qemu-img",
                        "convert",
                        "-U",
                        "-O",
                        "raw",
                        "json:" + layers(image, place.node(image)),
                        raw.toString());
                return digest(raw);
            } finally {
                Files.delete(raw);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of what is not zero, and where that is: most of a volume was never written. */
    private static String digest(Path raw) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] zeros = new byte[BLOCK];
        byte[] block = new byte[BLOCK];
        long offset = 0;
        try (InputStream in = Files.newInputStream(raw)) {
            for (int read = in.readNBytes(block, 0, BLOCK); read > 0; read = in.readNBytes(block, 0, BLOCK)) {
                if (Arrays.mismatch(block, 0, read, zeros, 0, read) >= 0) {
                    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, offset));
                    digest.update(block, 0, read);
                }
                offset += read;
            }
        }
        return offset + ":" + HexFormat.of().formatHex(digest.digest());
    }

    /** Nobody here writes a header into a raw image. */
    private String layers(ImageName image, String node) {
        byte[] start = start(image);
        String bytes = "\"file\":" + node;
        if (!isQcow2(start)) {
            return "{\"driver\":\"raw\"," + bytes + "}";
        }
        String backing = backingName(start);
        return "{\"driver\":\"qcow2\"," + bytes + (backing.isEmpty() ? "" : ",\"backing\":" + below(backing, image))
                + "}";
    }

    private String below(String backing, ImageName overlay) {
        ImageName image = meant(backing, overlay);
        return layers(image, place.node(image));
    }

    private ImageName meant(String backing, ImageName overlay) {
        ImageLocation meant = BackingName.parse(backing).locatedFrom(place.location(overlay));
        ImageName name = meant.imageName();
        if (!meant.sameImage(place.location(name))) {
            throw new AssertionError("the header of " + overlay + " leads to another place: " + backing);
        }
        return name;
    }

    /** What the headers of these images say that they back onto; nothing for one that backs onto nothing. */
    List<String> backingNames(List<String> names) {
        return names.stream()
                .map(name -> backingName(start(new ImageName(name))))
                .toList();
    }

    /** The offset and the length of the name are at bytes 8 and 16. Source: QEMU, docs/interop/qcow2.txt. */
    private static String backingName(byte[] start) {
        ByteBuffer header = ByteBuffer.wrap(start);
        boolean named = isQcow2(start) && header.getLong(8) != 0;
        return named ? new String(start, (int) header.getLong(8), header.getInt(16), StandardCharsets.UTF_8) : "";
    }

    private byte[] start(ImageName image) {
        try (InputStream in = Files.newInputStream(place.file(image))) {
            return in.readNBytes(World.CHUNK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isQcow2(byte[] start) {
        return new String(start, 0, Math.min(QCOW2_MAGIC, start.length), StandardCharsets.US_ASCII).equals("QFI");
    }
}
