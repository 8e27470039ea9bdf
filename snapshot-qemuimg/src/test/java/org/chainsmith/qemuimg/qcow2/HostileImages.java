package org.chainsmith.qemuimg.qcow2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.qemuimg.inspect.Role;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;

/** Images that must be refused: the tricks of the advisories, and headers that lie. */
public final class HostileImages {
    public static final String BASE = "volume-11111111-2222-4333-8444-555555555555";
    public static final String OVERLAY = BASE + ".aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    public static final String OTHER = BASE + ".aaaaaaaa-bbbb-4ccc-8ddd-ffffffffffff";
    public static final String FOREIGN = "volume-99999999-2222-4333-8444-555555555555";
    /** What an image must not lead to; beside the directory of the images. */
    public static final String CANARY = "canary";

    /** Makes the file {@link #OVERLAY} in a directory, and what belongs to it. */
    @FunctionalInterface
    interface Trick {
        void play(Path directory) throws IOException;
    }

    /** One way to be hostile, and the code that says so. */
    public record Hostile(String name, ImageFormat format, Role role, ErrorCode code, Trick trick) {
        /** Makes the image, over a raw base. Returns what to inspect. */
        public Path in(Path directory) throws IOException {
            Files.write(directory.resolve(BASE), new byte[8 << 20]);
            trick.play(directory);
            return directory.resolve(OVERLAY);
        }

        @Override
        public String toString() {
            return role + " " + format + ": " + name;
        }
    }

    private final List<Hostile> all = new ArrayList<>();
    private final Path canary;

    private HostileImages(Path canary) {
        this.canary = canary;
    }

    /** All of them. Some lead to the canary. */
    public static List<Hostile> leadingTo(Path canary) {
        HostileImages images = new HostileImages(canary);
        images.references();
        images.files();
        images.features();
        images.numbers();
        images.tables();
        images.imports();
        return images.all;
    }

    private void references() {
        for (String name : List.of(
                "/etc/passwd",
                canary.toString(),
                "../" + CANARY,
                "./" + BASE,
                "../images/" + BASE,
                FOREIGN,
                BASE + "\n",
                BASE + "\0",
                BASE.toUpperCase(java.util.Locale.ROOT),
                BASE + "Xaaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
                BASE + ".info",
                "file:" + BASE,
                "nbd://127.0.0.1:1/x",
                "json:{\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"/etc/passwd\"}}",
                "fat:/etc",
                "blkdebug::" + BASE)) {
            layer("backs onto " + name.replaceAll("\\p{Cntrl}", "?"), ErrorCode.BACKING_NAME_REFUSED, on(name, "raw"));
        }
        layer(
                "backs onto bytes that are no UTF-8",
                ErrorCode.BACKING_NAME_REFUSED,
                format("raw").backing(new byte[] {(byte) 0xc0, (byte) 0xaf}));
        layer("backing format is vmdk", ErrorCode.BACKING_FORMAT_REFUSED, on(BASE, "vmdk"));
        layer("backing format is RAW", ErrorCode.BACKING_FORMAT_REFUSED, on(BASE, "RAW"));
        layer(
                "backing format is missing",
                ErrorCode.BACKING_FORMAT_MISSING,
                TestImage.version3().backing(BASE));
        layer("raw base is taken for qcow2", ErrorCode.FORMAT_MISMATCH, on(BASE, "qcow2"));
        layer("overlay is taken for raw", ErrorCode.FORMAT_MISMATCH, directory -> {
            write(directory, OTHER, on(BASE, "raw"));
            write(directory, OVERLAY, on(OTHER, "raw"));
        });
        layer("backs onto itself", ErrorCode.CHAIN_LOOP, on(OVERLAY, "qcow2"));
        layer("loops over two images", ErrorCode.CHAIN_LOOP, directory -> {
            write(directory, OTHER, on(OVERLAY, "qcow2"));
            write(directory, OVERLAY, on(OTHER, "qcow2"));
        });
        layer("loops through a hard link", ErrorCode.CHAIN_LOOP, directory -> {
            write(directory, OVERLAY, on(OTHER, "qcow2"));
            Files.createLink(directory.resolve(OTHER), directory.resolve(OVERLAY));
        });
        layer("image below backs onto /etc/passwd", ErrorCode.BACKING_NAME_REFUSED, directory -> {
            write(directory, OTHER, on("/etc/passwd", "raw"));
            write(directory, OVERLAY, on(OTHER, "qcow2"));
        });
    }

    private void files() {
        layer(
                "is a symlink to the canary",
                ErrorCode.IMAGE_NOT_REGULAR,
                directory -> Files.createSymbolicLink(directory.resolve(OVERLAY), canary));
        layer("is a pipe", ErrorCode.IMAGE_NOT_REGULAR, directory -> makePipe(directory.resolve(OVERLAY)));
        layer(
                "is a directory",
                ErrorCode.IMAGE_NOT_REGULAR,
                directory -> Files.createDirectory(directory.resolve(OVERLAY)));
        layer("backing image is a symlink to the canary", ErrorCode.IMAGE_NOT_REGULAR, directory -> {
            Files.delete(directory.resolve(BASE));
            Files.createSymbolicLink(directory.resolve(BASE), canary);
            write(directory, OVERLAY, on(BASE, "raw"));
        });
        layer("backing image is a pipe", ErrorCode.IMAGE_NOT_REGULAR, directory -> {
            Files.delete(directory.resolve(BASE));
            makePipe(directory.resolve(BASE));
            write(directory, OVERLAY, on(BASE, "raw"));
        });
        layer("backing image is a directory", ErrorCode.IMAGE_NOT_REGULAR, directory -> {
            Files.delete(directory.resolve(BASE));
            Files.createDirectory(directory.resolve(BASE));
            write(directory, OVERLAY, on(BASE, "raw"));
        });
        layer("backing image is missing", ErrorCode.IMAGE_MISSING, directory -> {
            Files.delete(directory.resolve(BASE));
            write(directory, OVERLAY, on(BASE, "raw"));
        });
    }

    private void features() {
        byte[] name = "/etc/passwd".getBytes(UTF_8);
        layer(
                "data file /etc/passwd",
                ErrorCode.DATA_FILE,
                TestImage.version3().u64(72, 4).extension(HeaderExtensions.DATA_FILE, name));
        layer(
                "data file without a name",
                ErrorCode.DATA_FILE,
                TestImage.version3().u64(72, 4));
        layer(
                "data file without the feature bit",
                ErrorCode.DATA_FILE,
                TestImage.version3().extension(HeaderExtensions.DATA_FILE, name));
        layer("corrupt", ErrorCode.IMAGE_CORRUPT, TestImage.version3().u64(72, 2));
        layer("dirty", ErrorCode.IMAGE_DIRTY, TestImage.version3().u64(72, 1));
        layer("unknown feature", ErrorCode.FEATURE_UNKNOWN, TestImage.version3().u64(72, 32));
        layer("AES", ErrorCode.IMAGE_ENCRYPTED, TestImage.version3().u32(32, 1));
        layer(
                "LUKS without its header",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().u32(32, 2));
        layer(
                "internal snapshots",
                ErrorCode.INTERNAL_SNAPSHOTS,
                TestImage.version3().u32(60, 1).u64(64, 5 << 12));
        byte[] bitmaps = ByteBuffer.allocate(24)
                .putInt(1)
                .putInt(0)
                .putLong(24)
                .putLong(5 << 12)
                .array();
        layer(
                "bitmaps",
                ErrorCode.BITMAPS,
                TestImage.version3().u64(88, 1).extension(HeaderExtensions.BITMAPS, bitmaps));
        layer(
                "compression without its bit",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().compression(1));
    }

    private void numbers() {
        layer("size of 2^61", ErrorCode.IMAGE_TOO_LARGE, TestImage.version3().u64(24, 1L << 61));
        layer("negative size", ErrorCode.IMAGE_TOO_LARGE, TestImage.version3().u64(24, -512));
        layer(
                "L1 table for more than there is",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().u64(24, 1L << 60));
        layer("huge L1 table", ErrorCode.HEADER_INVALID, TestImage.version3().u32(36, -1));
        layer(
                "L1 table upon the header",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().u64(40, 0));
        layer(
                "L1 table behind the end",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().u64(40, 1L << 40));
        layer(
                "negative L1 offset",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().u64(40, Long.MIN_VALUE));
        layer(
                "huge refcount table",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().u32(56, -1));
        layer(
                "huge snapshot table",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().u32(60, -1));
        layer("cluster bits 63", ErrorCode.HEADER_INVALID, TestImage.version3().u32(20, 63));
        layer("header of 4 GiB", ErrorCode.HEADER_INVALID, TestImage.version3().u32(100, -8));
        layer(
                "extension of 4 GiB",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().extensionOfLength(1, -8));
        layer(
                "backing name of 4 GiB",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().u64(8, 200).u32(16, -1));
        layer(
                "backing name far away",
                ErrorCode.HEADER_INVALID,
                TestImage.version3().u64(8, 1L << 40).u32(16, 9));
        layer("version 1", ErrorCode.HEADER_INVALID, TestImage.version3().u32(4, 1));
        layer("cut short", ErrorCode.HEADER_INVALID, TestImage.version3().length(50));
        layer("no qcow2 at all", ErrorCode.FORMAT_MISMATCH, TestImage.version3().u8(0, 'X'));
    }

    /** The header is right, and what it leads to is not. */
    private void tables() {
        tables("L1 entry upon the header", image -> image.u64(image.l1(), 512));
        tables("L1 entry upon the L1 table", image -> image.u64(image.l1(), image.l1()));
        tables("L1 entry behind the end", image -> image.u64(image.l1(), 1L << 40));
        tables("L1 entry with reserved bits", image -> image.u64(image.l1(), image.l2() | 1));
        tables("two entries share an L2 table", image -> image.u64(image.l1() + 8, image.l2()));
        tables("an L2 table is a refcount block", image -> image.u64(image.l1(), 2L * image.cluster));
        tables("L2 entry behind the end", image -> image.l2Entry(0, 1L << 40));
        tables("L2 entry not aligned", image -> image.l2Entry(0, image.data() + 512));
        tables("L2 entry with reserved bits", image -> image.l2Entry(0, image.data() | 1L << 60));
        tables("data upon the header", image -> image.l2Entry(1, 1L << 62 | 100));
        tables("data upon the L1 table", image -> image.l2Entry(1, image.l1()));
        tables("data upon an L2 table", image -> image.l2Entry(1, image.l2()));
        tables("data upon a refcount block", image -> image.l2Entry(1, 2L * image.cluster));
        tables("data upon the refcount table", image -> image.l2Entry(1, image.cluster));
        tables("compressed data behind the end", image -> image.l2Entry(1, 1L << 62 | 1L << 40));
        tables("compressed data run into an L2 table", image -> image.l2Entry(1, 1L << 62 | image.l2() + 512));
        tables("refcount block not aligned", image -> image.u64(image.cluster, 2L * image.cluster + 512));
        tables("refcount block behind the end", image -> image.u64(image.cluster, 1L << 40));
        tables("negative refcount block", image -> image.u64(image.cluster, Long.MIN_VALUE));
        layer("image below has an L2 entry behind the end", ErrorCode.IMAGE_CORRUPT, directory -> {
            write(directory, OTHER, spoiled(image -> image.l2Entry(0, 1L << 40)));
            write(directory, OVERLAY, on(OTHER, "qcow2"));
        });
    }

    private void tables(String name, Spoil spoil) {
        layer(name, ErrorCode.IMAGE_CORRUPT, spoiled(spoil));
        imported(name, ErrorCode.IMAGE_CORRUPT, spoiled(spoil));
    }

    private void imports() {
        imported("backs onto /etc/passwd", ErrorCode.BACKING_NAME_REFUSED, on("/etc/passwd", "raw"));
        imported("backs onto its own volume", ErrorCode.BACKING_NAME_REFUSED, on(BASE, "raw"));
        imported(
                "backs onto something without a format",
                ErrorCode.BACKING_NAME_REFUSED,
                TestImage.version3().backing(BASE));
        imported("data file", ErrorCode.DATA_FILE, TestImage.version3().u64(72, 4));
        imported("is raw", ErrorCode.FORMAT_MISMATCH, TestImage.version3().u8(0, 'X'));
        imported("is empty", ErrorCode.HEADER_INVALID, TestImage.version3().length(0));
        Trick qcow2 = file(on("/etc/passwd", "raw"));
        all.add(new Hostile("is qcow2", ImageFormat.RAW, Role.IMPORT, ErrorCode.FORMAT_MISMATCH, qcow2));
        raw("qed", 0, "QED\0");
        raw("vmdk", 0, "KDMV");
        raw("vmdk of ESX", 0, "COWD");
        raw("vmdk descriptor", 0, "# Disk DescriptorFile\nversion=1\nRW 8 FLAT \"/etc/passwd\" 0\n");
        raw("vhd", 0, "conectix");
        raw("fixed vhd", (1 << 20) - 512, "conectix");
        raw("dmg", (1 << 20) - 512, "koly");
        raw("vhdx", 0, "vhdxfile");
        raw("vdi", 64, "\u007f\u0010\u00da\u00be");
        raw("luks", 0, "LUKS\u00ba\u00be");
        raw("parallels", 0, "WithouFreSpacExt");
    }

    private interface Spoil {
        void at(TestImage image);
    }

    private static TestImage spoiled(Spoil spoil) {
        TestImage image = TestImage.version3();
        spoil.at(image);
        return image;
    }

    private void layer(String name, ErrorCode code, TestImage image) {
        layer(name, code, file(image));
    }

    private void layer(String name, ErrorCode code, Trick trick) {
        all.add(new Hostile(name, ImageFormat.QCOW2, Role.LAYER, code, trick));
    }

    private void imported(String name, ErrorCode code, TestImage image) {
        all.add(new Hostile(name, ImageFormat.QCOW2, Role.IMPORT, code, file(image)));
    }

    private void raw(String format, int offset, String mark) {
        byte[] content = new byte[1 << 20];
        byte[] bytes = mark.getBytes(ISO_8859_1);
        System.arraycopy(bytes, 0, content, offset, bytes.length);
        all.add(new Hostile(
                "is " + format,
                ImageFormat.RAW,
                Role.IMPORT,
                ErrorCode.FORMAT_MISMATCH,
                directory -> Files.write(directory.resolve(OVERLAY), Arrays.copyOf(content, content.length))));
    }

    private static Trick file(TestImage image) {
        return directory -> write(directory, OVERLAY, image);
    }

    private static TestImage format(String format) {
        return TestImage.version3().extension(HeaderExtensions.BACKING_FORMAT, format.getBytes(UTF_8));
    }

    private static TestImage on(String backing, String format) {
        return format(format).backing(backing);
    }

    /** An acceptable overlay. */
    public static void writeOverlay(Path directory, String name, String backing, String format) {
        write(directory, name, on(backing, format));
    }

    /** An acceptable image without backing; one cluster is compressed. */
    public static void writeCompressed(Path directory, String name) {
        TestImage image = TestImage.version3();
        write(directory, name, image.l2Entry(3, 1L << 62 | image.data()));
    }

    /** With two faults, over another image with a third. */
    public static void writeFaulty(Path directory) {
        write(directory, OTHER, on("/etc/passwd", "raw").u64(72, 1));
        write(directory, OVERLAY, on(OTHER, "qcow2").u64(72, 3));
    }

    private static void write(Path directory, String name, TestImage image) {
        try (Directory opened = Directory.open(directory);
                PosixFile file = opened.createNew(name, 0600)) {
            image.writeTo(file);
        }
    }

    private static void makePipe(Path path) throws IOException {
        try {
            assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
