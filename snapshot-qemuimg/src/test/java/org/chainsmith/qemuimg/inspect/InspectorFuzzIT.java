package org.chainsmith.qemuimg.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chainsmith.qemuimg.TestDirectories;
import org.chainsmith.qemuimg.qcow2.HostileImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutants of images of every kind that qemu-img makes: each gets a verdict, in little memory and time. With
 * {@code ./check --full} a million of them.
 */
final class InspectorFuzzIT {
    private static final int INPUTS =
            Integer.getInteger("chainsmith.fuzz.inputs", Boolean.getBoolean("chainsmith.full") ? 1_000_000 : 200_000);
    private static final long SEED = Long.getLong("chainsmith.fuzz.seed", 20_260_101);
    private static final int MINUTES = 15;
    private static final double SLOWEST_MILLIS = 5_000;
    private static final Pattern SUMMARY =
            Pattern.compile("fuzz: (\\d+) inputs .* slowest ([0-9.]+) ms, heap (\\d+) MiB");

    @TempDir(factory = TestDirectories.class)
    private Path root;

    private Path specimens;

    @Test
    void everyMutantGetsAVerdict() throws IOException, InterruptedException {
        specimens = Files.createDirectory(root.resolve("specimens"));
        makeSpecimens();
        Path store = Files.createDirectory(root.resolve("store"));
        Files.write(store.resolve(HostileImages.BASE), new byte[1 << 20]);
        HostileImages.writeOverlay(store, HostileImages.OTHER, HostileImages.BASE, "raw");

        String output = fuzz(store);

        System.out.print(output);
        Matcher summary = SUMMARY.matcher(output);
        assertThat(summary.find()).as(output).isTrue();
        assertThat(Integer.parseInt(summary.group(1))).isEqualTo(INPUTS);
        assertThat(Double.parseDouble(summary.group(2))).isLessThan(SLOWEST_MILLIS);
        assertThat(Integer.parseInt(summary.group(3))).isLessThanOrEqualTo(64);
    }

    private void makeSpecimens() throws IOException, InterruptedException {
        for (String options : List.of(
                "cluster_size=512",
                "compat=0.10,cluster_size=4k",
                "cluster_size=4k,lazy_refcounts=on",
                "cluster_size=8k,refcount_bits=1",
                "cluster_size=16k,extended_l2=on",
                "cluster_size=4k,preallocation=metadata",
                "cluster_size=4k,backing_fmt=qcow2,backing_file=" + HostileImages.OTHER,
                "cluster_size=2k,backing_fmt=raw,backing_file=" + HostileImages.BASE)) {
            Path file = make(options);
            if (!options.contains("preallocation")) {
                io(file, "write -P 1 0 20k", "write -z 32k 16k", "write -P 2 900k 3k");
            }
        }
        for (String compression : List.of("zlib", "zstd")) {
            Path file = make("cluster_size=4k,compression_type=" + compression);
            io(file, "write -c -P 1 0 16k", "write -P 2 512k 8k");
        }
        Path snapshots = make("cluster_size=4k");
        io(snapshots, "write -P 1 0 20k");
        run("qemu-img", "snapshot", "-c", "one", snapshots.toString());
        run("qemu-img", "snapshot", "-c", "two", snapshots.toString());
        io(snapshots, "write -P 3 4k 20k");
        Path bitmaps = make("cluster_size=4k,extended_l2=off");
        run("qemu-img", "bitmap", "--add", bitmaps.toString(), "one");
        run("qemu-img", "bitmap", "--add", bitmaps.toString(), "two");
    }

    private Path make(String options) throws IOException, InterruptedException {
        long number;
        try (Stream<Path> files = Files.list(specimens)) {
            number = files.count();
        }
        Path file = specimens.resolve("specimen" + number);
        run("qemu-img", "create", "-q", "-u", "-f", "qcow2", "-o", options, file.toString(), "1M");
        return file;
    }

    private static void io(Path file, String... commands) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("qemu-io", "--image-opts"));
        Stream.of(commands).forEach(c -> command.addAll(List.of("-c", c)));
        // without its backing image, which is not there
        command.add("driver=qcow2,backing=,file.filename=" + file);
        run(command.toArray(String[]::new));
    }

    private String fuzz(Path store) throws IOException, InterruptedException {
        Path output = root.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-Djna.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FuzzProcess.class.getName(),
                        specimens.toString(),
                        store.toString(),
                        Integer.toString(INPUTS),
                        Long.toString(SEED))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, UTF_8);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    }
}
