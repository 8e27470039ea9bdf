package org.chainsmith.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.backing.BackingName;
import tools.jackson.databind.JsonNode;

/** The images of a disk on network storage as their bytes are, read without the network and without their headers. */
record NetworkDisk(VolumePlace place) {
    /** The images of a {@code chain show}, base first, and what their headers say: in arrow notation. */
    String headers(JsonNode chain) {
        return chain.valueStream().map(NetworkDisk::name).map(this::shown).collect(Collectors.joining(" <- "));
    }

    private String shown(ImageName image) {
        String backing = backing(image);
        return backing.isEmpty() ? image.value() : "(" + backing + ") " + image;
    }

    /** Whether the headers of a {@code chain show} lead from each image to the next one below. */
    void requireLinked(JsonNode chain) {
        List<ImageName> images = chain.valueStream().map(NetworkDisk::name).toList();
        for (int i = 1; i < images.size(); i++) {
            String said = backing(images.get(i));
            ImageLocation meant = BackingName.parse(said).locatedFrom(place.location(images.get(i)));
            if (!meant.sameImage(place.location(images.get(i - 1)))) {
                throw new AssertionError("the header of " + images.get(i) + " names " + said + " in " + images);
            }
        }
    }

    /** What each image of a {@code chain show} reads. */
    Map<String, String> digests(JsonNode chain) {
        Map<String, String> digests = new TreeMap<>();
        String below = "";
        for (JsonNode image : chain) {
            String format = image.path("format").asString();
            below = "{\"driver\":\"" + format + "\",\"file\":" + place.node(name(image))
                    + (below.isEmpty() ? "" : ",\"backing\":" + below) + "}";
            digests.put(name(image).value(), digest("json:" + below));
        }
        return digests;
    }

    private static ImageName name(JsonNode image) {
        return new ImageName(image.path("image").asString());
    }

    private static String digest(String image) {
        try {
            Path raw = Files.createTempFile("image", ".raw");
            try {
                Process process = new ProcessBuilder("qemu-img", "convert", "-U", "-O", "raw", image, raw.toString())
                        .redirectErrorStream(true)
                        .start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new AssertionError(image + ": " + output);
                }
                return digest(raw);
            } finally {
                Files.delete(raw);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String digest(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The offset and the length of the name are at bytes 8 and 16. Source: QEMU, docs/interop/qcow2.txt. */
    String backing(ImageName image) {
        try (InputStream in = Files.newInputStream(place.file(image))) {
            byte[] cluster = in.readNBytes(1 << 16);
            ByteBuffer header = ByteBuffer.wrap(cluster);
            boolean named = header.getInt(0) == 0x514649fb && header.getLong(8) != 0;
            return named ? new String(cluster, (int) header.getLong(8), header.getInt(16), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
