package org.chainsmith.qemuimg.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What we read in images that the real qemu-img made is what the real qemu-img reads. */
final class Qcow2MapIT {
    private static final int KIBI = 1024;
    private static final int MEBI = KIBI * KIBI;

    @TempDir
    Path path;

    private Path image;

    @BeforeAll
    static void requireQemu() {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "qemu-img"))
                        && Files.isExecutable(Path.of(folder, "qemu-io")));
        assumeTrue(there, "qemu-img and qemu-io are not installed (Debian: qemu-utils)");
    }

    @BeforeEach
    void name() {
        image = path.resolve("image");
    }

    static Stream<String> layouts() {
        Stream<String> sizes = Stream.of(
                        "512", "1k", "2k", "4k", "8k", "16k", "32k", "64k", "128k", "256k", "512k", "1M", "2M")
                .flatMap(size -> Stream.of(
                        "compat=0.10,cluster_size=" + size,
                        "compat=1.1,cluster_size=" + size,
                        "compat=1.1,lazy_refcounts=on,refcount_bits=64,cluster_size=" + size));
        Stream<String> extended = Stream.of("16k", "32k", "64k", "512k", "2M")
                .map(size -> "compat=1.1,extended_l2=on,cluster_size=" + size);
        Stream<String> others = Stream.of("compression_type=zstd", "preallocation=metadata", "refcount_bits=1");
        return Stream.of(sizes, extended, others).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void newImagesProvideWhatQemuSays(String options) throws Exception {
        create(options, 20L * MEBI + 512);
        assertLikeQemu();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void randomWritesZerosAndDiscardsProvideWhatQemuSays(String options) throws Exception {
        create(options, 20L * MEBI + 512);
        for (int round = 0; round < 3; round++) {
            io(randomCommands(new Random(options.hashCode() + round), 20 * MEBI));
            assertLikeQemu();
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void overlaysProvideOnlyWhatIsTheirs(String options) throws Exception {
        run("qemu-img", "create", "-q", "-f", "qcow2", path.resolve("base").toString(), "8M");
        io(path.resolve("base"), List.of("write -P 1 0 4M"));
        if (options.contains("preallocation")) {
            options = "compat=1.1";
        }
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                options,
                "-b",
                "base",
                "-F",
                "qcow2",
                image.toString(),
                "12M");
        io(randomCommands(new Random(options.hashCode()), 12 * MEBI));
        assertLikeQemu();
        assertThat(header().backingName()).contains("base");
        assertThat(header().backingFormat()).contains("qcow2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster_size=512",
                "cluster_size=4k",
                "cluster_size=2M",
                "compat=0.10",
                "compression_type=zstd",
                "extended_l2=on"
            })
    void compressedImagesProvideWhatQemuSays(String options) throws Exception {
        Path raw = path.resolve("raw");
        byte[] content = new byte[6 * MEBI];
        new Random(1).nextBytes(content);
        Arrays.fill(content, MEBI, 2 * MEBI, (byte) 7);
        Arrays.fill(content, 3 * MEBI, 4 * MEBI, (byte) 0);
        Files.write(raw, content);
        run("qemu-img", "convert", "-c", "-f", "raw", "-O", "qcow2", "-o", options, raw.toString(), image.toString());
        assertLikeQemu();
        io(List.of("write -P 3 100k 3k", "write -z 2M 512k"));
        assertLikeQemu();
    }

    @Test
    void internalSnapshotsAreCountedAndDoNotDisturbTheMap() throws Exception {
        create("cluster_size=4k", 8L * MEBI);
        io(List.of("write -P 1 0 3M"));
        run("qemu-img", "snapshot", "-c", "one", image.toString());
        run("qemu-img", "snapshot", "-c", "two", image.toString());
        io(List.of("write -P 2 1M 100k", "write -z 2M 64k", "discard 0 256k"));
        assertThat(header().internalSnapshots()).isEqualTo(2);
        assertLikeQemu();
    }

    @Test
    void bitmapsAreCounted() throws Exception {
        create("compat=1.1", 8L * MEBI);
        run("qemu-img", "bitmap", "--add", image.toString(), "one");
        run("qemu-img", "bitmap", "--add", image.toString(), "two");
        assertThat(header().bitmaps()).isEqualTo(2);
        assertLikeQemu();
    }

    @Test
    void encryptionAndDataFilesAreFacts() throws Exception {
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "--object",
                "secret,id=s,data=12345678",
                "-o",
                // not LUKS: its key derivation is measured when it is made, and that fails on a busy machine
                "encrypt.format=aes,encrypt.key-secret=s",
                image.toString(),
                "1M");
        assertThat(header().encrypted()).isTrue();
        Files.delete(image);
        create("data_file=" + path.resolve("data") + ",data_file_raw=on", MEBI);
        assertThat(header().externalDataFile()).isTrue();
        assertThat(header().dataFile()).contains(path.resolve("data").toString());
    }

    @Test
    void disksThatGrewAndShrankProvideWhatQemuSays() throws Exception {
        create("cluster_size=4k", 8L * MEBI);
        io(List.of("write -P 1 0 8M"));
        run("qemu-img", "resize", "-q", "-f", "qcow2", image.toString(), "100M");
        io(List.of("write -P 1 90M 1M"));
        assertLikeQemu();
        run("qemu-img", "resize", "-q", "--shrink", "-f", "qcow2", image.toString(), "3M");
        assertLikeQemu();
    }

    @Test
    void anEmptyDiskIsRead() throws Exception {
        create("compat=1.1", 0);
        assertThat(header().virtualSize().bytes()).isZero();
        assertLikeQemu();
    }

    private static List<String> randomCommands(Random random, int size) {
        List<String> commands = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int length = (random.nextInt(4) == 0 ? 256 : 1 + random.nextInt(40)) * 512 * (1 + random.nextInt(8));
            int start = random.nextInt((size - length) / 512) * 512;
            String[] verbs = {"write -P 5", "write -P 6", "write -z", "write -z -u", "discard"};
            commands.add(verbs[random.nextInt(verbs.length)] + " " + start + " " + length);
        }
        return commands;
    }

    private void create(String options, long size) throws Exception {
        run("qemu-img", "create", "-q", "-f", "qcow2", "-o", options, image.toString(), Long.toString(size));
    }

    private void io(List<String> commands) throws Exception {
        io(image, commands);
    }

    private static void io(Path file, List<String> commands) throws Exception {
        List<String> command = new ArrayList<>(List.of("qemu-io", "-d", "unmap", "-f", "qcow2"));
        commands.forEach(c -> command.addAll(List.of("-c", c)));
        command.add(file.toString());
        run(command.toArray(String[]::new));
    }

    private Qcow2Header header() {
        try (Directory directory = Directory.open(path);
                PosixFile file = directory.openRegular("image")) {
            return Qcow2Header.read(file);
        }
    }

    private void assertLikeQemu() throws Exception {
        try (Directory directory = Directory.open(path);
                PosixFile file = directory.openRegular("image")) {
            Qcow2Header header = Qcow2Header.read(file);
            String map = run("qemu-img", "map", "--output=json", "-f", "qcow2", image.toString());
            assertThat(Qcow2Allocation.read(file, header)).isEqualTo(parsed(map));
        }
    }

    private static AllocationMap parsed(String json) {
        ExtentMap.Builder data = new ExtentMap.Builder();
        ExtentMap.Builder zeros = new ExtentMap.Builder();
        for (JsonNode run : new JsonMapper().readTree(json)) {
            long start = run.get("start").asLong();
            long length = run.get("length").asLong();
            if (run.get("depth").asInt() == 0 && run.get("present").asBoolean()) {
                (run.get("data").asBoolean() ? data : zeros).add(start, length);
            }
        }
        return new AllocationMap(data.build(), zeros.build());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
        return output;
    }
}
