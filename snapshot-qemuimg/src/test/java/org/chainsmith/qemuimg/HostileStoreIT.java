package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.CreateSnapshots;
import org.chainsmith.core.snapshot.DeleteVolume;
import org.chainsmith.core.snapshot.RevertVolume;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Store contents that must be refused: with a code, by every use case, and without a byte being changed. */
@Timeout(60)
final class HostileStoreIT {
    private static final VolumeId VOLUME = new VolumeId("11111111-2222-4333-8444-555555555555");
    private static final SnapshotId SNAPSHOT = new SnapshotId("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    private static final SnapshotId OTHER = new SnapshotId("aaaaaaaa-bbbb-4ccc-8ddd-ffffffffffff");
    private static final String BASE = "volume-" + VOLUME;
    private static final String OVERLAY = BASE + "." + SNAPSHOT;
    private static final String FOREIGN = "volume-99999999-2222-4333-8444-555555555555";

    @TempDir
    Path store;

    /** Makes the volume wrong in one way. */
    interface Trick {
        void play(Path store) throws IOException, InterruptedException;
    }

    static Stream<Arguments> tricks() {
        return Stream.of(
                trick(
                        "backing name is absolute",
                        ErrorCode.BACKING_NAME_REFUSED,
                        s -> overlayOn(s, "/etc/passwd", "raw")),
                trick("backing name climbs", ErrorCode.BACKING_NAME_REFUSED, s -> overlayOn(s, "../" + BASE, "raw")),
                trick(
                        "backing name begins with ./",
                        ErrorCode.BACKING_NAME_REFUSED,
                        s -> overlayOn(s, "./" + BASE, "raw")),
                trick("backing is another volume's", ErrorCode.BACKING_NAME_REFUSED, s -> {
                    Files.writeString(s.resolve(FOREIGN), "x".repeat(512));
                    overlayOn(s, FOREIGN, "raw");
                }),
                trick(
                        "backing is json:",
                        ErrorCode.BACKING_NAME_REFUSED,
                        s -> overlayOn(
                                s,
                                "json:{\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"/etc/passwd\"}}",
                                "raw")),
                trick(
                        "backing is a URI",
                        ErrorCode.BACKING_NAME_REFUSED,
                        s -> overlayOn(s, "nbd://127.0.0.1:1/x", "raw")),
                trick(
                        "backing name ends with a line break",
                        ErrorCode.BACKING_NAME_REFUSED,
                        s -> overlayOn(s, BASE + "\n", "raw")),
                trick("backing format is vmdk", ErrorCode.BACKING_FORMAT_REFUSED, s -> overlayOn(s, BASE, "vmdk")),
                trick("backing format is missing", ErrorCode.BACKING_FORMAT_MISSING, s -> {
                    overlayOn(s, BASE, "raw");
                    withoutBackingFormat(s.resolve(OVERLAY));
                }),
                trick("overlay backs onto itself", ErrorCode.CHAIN_LOOP, s -> overlayOn(s, OVERLAY, "qcow2")),
                trick("chain loops through a hard link", ErrorCode.CHAIN_LOOP, s -> {
                    overlayOn(s, BASE + "." + OTHER, "qcow2");
                    Files.createLink(s.resolve(BASE + "." + OTHER), s.resolve(OVERLAY));
                }),
                trick("active image is missing", ErrorCode.IMAGE_MISSING, s -> Files.delete(s.resolve(OVERLAY))),
                trick("backing image is missing", ErrorCode.IMAGE_MISSING, s -> Files.delete(s.resolve(BASE))),
                trick("backing image is a symlink", ErrorCode.IMAGE_NOT_REGULAR, s -> {
                    Files.delete(s.resolve(BASE));
                    Files.createSymbolicLink(s.resolve(BASE), Path.of("/etc/passwd"));
                }),
                trick("active image is a symlink", ErrorCode.IMAGE_NOT_REGULAR, s -> {
                    Files.move(s.resolve(OVERLAY), s.resolve("elsewhere"));
                    Files.createSymbolicLink(s.resolve(OVERLAY), s.resolve("elsewhere"));
                }),
                trick("backing image is a pipe", ErrorCode.IMAGE_NOT_REGULAR, s -> {
                    Files.delete(s.resolve(BASE));
                    run("mkfifo", s.resolve(BASE).toString());
                }),
                trick("backing image is a directory", ErrorCode.IMAGE_NOT_REGULAR, s -> {
                    Files.delete(s.resolve(BASE));
                    Files.createDirectory(s.resolve(BASE));
                }),
                trick("overlay is taken for raw", ErrorCode.FORMAT_MISMATCH, s -> {
                    Files.copy(s.resolve(OVERLAY), s.resolve(BASE + "." + OTHER));
                    overlayOn(s, BASE + "." + OTHER, "raw");
                }),
                trick(
                        "overlay was replaced by a raw image",
                        ErrorCode.FORMAT_MISMATCH,
                        s -> Files.write(s.resolve(OVERLAY), new byte[1 << 20])),
                trick(
                        "overlay was replaced by an image without backing",
                        ErrorCode.LEDGER_UNLIKE_CHAIN,
                        s -> run(
                                "qemu-img",
                                "create",
                                "-q",
                                "-f",
                                "qcow2",
                                s.resolve(OVERLAY).toString(),
                                "1M")),
                trick(
                        "overlay has an external data file",
                        ErrorCode.DATA_FILE,
                        s -> run(
                                "qemu-img",
                                "create",
                                "-q",
                                "-f",
                                "qcow2",
                                "-o",
                                "data_file=" + s.resolve("data") + ",data_file_raw=on",
                                s.resolve(OVERLAY).toString(),
                                "1M")),
                trick("overlay is marked corrupt", ErrorCode.IMAGE_CORRUPT, s -> setByte(s.resolve(OVERLAY), 79, 2)),
                trick("overlay is marked dirty", ErrorCode.IMAGE_DIRTY, s -> setByte(s.resolve(OVERLAY), 79, 1)),
                trick(
                        "overlay has an unknown feature",
                        ErrorCode.FEATURE_UNKNOWN,
                        s -> setByte(s.resolve(OVERLAY), 72, 0x40)),
                trick(
                        "overlay is encrypted by a trick that kills qemu-img",
                        ErrorCode.HEADER_INVALID,
                        s -> setByte(s.resolve(OVERLAY), 35, 2)),
                trick(
                        "overlay has internal snapshots",
                        ErrorCode.INTERNAL_SNAPSHOTS,
                        s -> run(
                                "qemu-img",
                                "snapshot",
                                "-c",
                                "inner",
                                s.resolve(OVERLAY).toString())),
                trick(
                        "overlay has a bitmap",
                        ErrorCode.BITMAPS,
                        s -> run(
                                "qemu-img",
                                "bitmap",
                                "--add",
                                "-f",
                                "qcow2",
                                s.resolve(OVERLAY).toString(),
                                "inner")),
                trick("overlay is cut short", ErrorCode.HEADER_INVALID, s -> {
                    try (FileChannel file = FileChannel.open(s.resolve(OVERLAY), StandardOpenOption.WRITE)) {
                        file.truncate(50);
                    }
                }),
                trick(
                        "virtual size is beyond all bounds",
                        ErrorCode.HEADER_INVALID,
                        s -> setByte(s.resolve(OVERLAY), 24, 0x10)),
                trick(
                        "record names another volume's image",
                        ErrorCode.LEDGER_INVALID,
                        s -> info(s, "{\"active\": \"" + FOREIGN + "\"}")),
                trick("record names a path", ErrorCode.LEDGER_INVALID, s -> info(s, "{\"active\": \"/etc/passwd\"}")),
                trick("record is empty", ErrorCode.LEDGER_INVALID, s -> info(s, "")),
                trick(
                        "record has an unknown key",
                        ErrorCode.LEDGER_INVALID,
                        s -> info(s, "{\"active\": \"" + OVERLAY + "\", \"more\": \"" + OVERLAY + "\"}")),
                trick("record names an overlay outside the chain", ErrorCode.LEDGER_UNLIKE_CHAIN, s -> {
                    Files.copy(s.resolve(OVERLAY), s.resolve(BASE + "." + OTHER));
                    info(
                            s,
                            "{\"active\": \"" + OVERLAY + "\", \"" + SNAPSHOT + "\": \"" + OVERLAY + "\", \"" + OTHER
                                    + "\": \"" + BASE + "." + OTHER + "\"}");
                }),
                trick("record is a symlink", ErrorCode.IMAGE_NOT_REGULAR, s -> {
                    Files.move(s.resolve(BASE + ".info"), s.resolve("elsewhere"));
                    Files.createSymbolicLink(s.resolve(BASE + ".info"), s.resolve("elsewhere"));
                }));
    }

    private static Arguments trick(String name, ErrorCode code, Trick trick) {
        return Arguments.of(name, code, trick);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("tricks")
    void isRefusedByEveryUseCaseAndNothingIsChanged(String name, ErrorCode code, Trick trick)
            throws IOException, InterruptedException {
        makeVolume();
        trick.play(store);
        Map<String, String> before = tree();
        try (TestStore tested = new TestStore(store)) {
            refuses(code, () -> tested.read(VOLUME));
            refuses(code, () -> new CreateSnapshots(tested.operations()).create(VOLUME, SnapshotId.random()));
            refuses(code, () -> tested.deleteSnapshots(VOLUME, Set.of(SNAPSHOT)));
            refuses(code, () -> tested.revert(VOLUME, SNAPSHOT, RevertVolume.NewerSnapshots.DISCARD));
            refuses(code, () -> new DeleteVolume(tested.operations()).delete(VOLUME));
        }
        assertThat(tree()).isEqualTo(before);
    }

    @org.junit.jupiter.api.Test
    void aBaseThatLooksLikeQcow2AndIsNotOnRecordIsForItsOwnerToTell() throws IOException, InterruptedException {
        run("qemu-img", "create", "-q", "-f", "qcow2", store.resolve(BASE).toString(), "1M");
        Map<String, String> before = tree();
        try (TestStore tested = new TestStore(store)) {
            refuses(ErrorCode.FORMAT_UNKNOWN, () -> tested.read(VOLUME));
            refuses(
                    ErrorCode.FORMAT_UNKNOWN,
                    () -> new CreateSnapshots(tested.operations()).create(VOLUME, SnapshotId.random()));
            assertThat(tree()).isEqualTo(before);
        }
    }

    /** A guest that writes a qcow2 header into its raw disk wins nothing: the format on record counts. */
    @org.junit.jupiter.api.Test
    void aHeaderThatTheGuestWroteIntoARawVolumeIsOnlyData() throws IOException, InterruptedException {
        makeVolume();
        Path evil = store.resolve("evil");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "/etc/passwd", "-F", "raw", evil.toString(), "1M");
        byte[] header = Arrays.copyOf(Files.readAllBytes(evil), 4096);
        Files.delete(evil);
        try (FileChannel base = FileChannel.open(store.resolve(BASE), StandardOpenOption.WRITE)) {
            base.write(ByteBuffer.wrap(header), 0);
        }
        try (TestStore tested = new TestStore(store)) {
            assertThat(tested.read(VOLUME).chain().base().format().id()).isEqualTo("raw");
            tested.deleteSnapshots(VOLUME, Set.of(SNAPSHOT));
            assertThat(tested.read(VOLUME).chain().images()).hasSize(1);
            assertThat(tested.read(VOLUME).chain().base().format().id()).isEqualTo("raw");
            assertThat(tested.read(VOLUME).chain().base().virtualSize().bytes()).isEqualTo(1 << 20);
        }
    }

    @org.junit.jupiter.api.Test
    void aVolumeWhoseRecordIsLostIsNotChanged() throws IOException, InterruptedException {
        makeVolume();
        Files.delete(store.resolve(BASE + ".info"));
        Map<String, String> before = tree();
        try (TestStore tested = new TestStore(store)) {
            refuses(
                    ErrorCode.LEDGER_UNLIKE_CHAIN,
                    () -> new CreateSnapshots(tested.operations()).create(VOLUME, SnapshotId.random()));
            refuses(ErrorCode.LEDGER_UNLIKE_CHAIN, () -> new DeleteVolume(tested.operations()).delete(VOLUME));
        }
        assertThat(tree()).isEqualTo(before);
    }

    /** A raw volume with one snapshot. */
    private void makeVolume() throws IOException, InterruptedException {
        run("qemu-img", "create", "-q", "-f", "raw", store.resolve(BASE).toString(), "1M");
        overlayOn(store, BASE, "raw");
        info(store, "{\"active\": \"" + OVERLAY + "\", \"" + SNAPSHOT + "\": \"" + OVERLAY + "\"}");
    }

    private static void overlayOn(Path store, String backing, String format) throws IOException, InterruptedException {
        String overlay = store.resolve(OVERLAY).toString();
        Files.deleteIfExists(Path.of(overlay));
        // QEMU itself refuses some of these; a hostile header does not ask it.
        String placeholder = "x".repeat(backing.length());
        run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", placeholder, "-F", "raw", overlay, "1M");
        byte[] image = Files.readAllBytes(Path.of(overlay));
        replace(image, placeholder.getBytes(java.nio.charset.StandardCharsets.UTF_8), backing);
        setBackingFormat(image, format);
        Files.write(Path.of(overlay), image);
    }

    private static void replace(byte[] image, byte[] old, String text) {
        byte[] replacement = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int at = (int) ByteBuffer.wrap(image).getLong(8);
        assertThat(Arrays.copyOfRange(image, at, at + old.length)).isEqualTo(old);
        System.arraycopy(replacement, 0, image, at, replacement.length);
    }

    /** The backing format is the first header extension; its field has room for eight bytes. */
    private static void setBackingFormat(byte[] image, String format) {
        ByteBuffer header = ByteBuffer.wrap(image);
        int extension = header.getInt(100);
        assertThat(header.getInt(extension)).isEqualTo(0xe2792aca);
        header.putInt(extension + 4, format.length());
        System.arraycopy(
                Arrays.copyOf(format.getBytes(java.nio.charset.StandardCharsets.UTF_8), 8), 0, image, extension + 8, 8);
    }

    /** Turns the extension into an unknown one. */
    private static void withoutBackingFormat(Path overlay) throws IOException {
        byte[] image = Files.readAllBytes(overlay);
        ByteBuffer header = ByteBuffer.wrap(image);
        header.putInt(header.getInt(100), 0x12345678);
        Files.write(overlay, image);
    }

    private static void setByte(Path image, int offset, int value) throws IOException {
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {(byte) value}), offset);
        }
    }

    private static void info(Path store, String text) throws IOException {
        Files.writeString(store.resolve(BASE + ".info"), text);
    }

    private static void refuses(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SnapshotException.class, e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e.volume()).as(e.getMessage()).contains(VOLUME.value());
        });
    }

    /** Every file with what it is, apart from Chainsmith's lock files. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> result = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> list = Files.list(store)) {
            list.filter(file -> !file.endsWith(".chainsmith")).forEach(files::add);
        }
        for (Path file : files) {
            boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
            result.put(
                    new ImageName(file.getFileName().toString()).value(),
                    regular ? Arrays.hashCode(Files.readAllBytes(file)) + "" : "no regular file");
        }
        return result;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }
}
