package org.chainsmith.bench;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.qemuimg.inspect.MappedImage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The allocation of a fragmented image of 100 GiB, read and gone through extent by extent, against one qemu-img map. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Xmx128m", "-Djna.encoding=UTF-8"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MapBenchmark {
    private final Path image = Path.of(System.getProperty("bench.image"));
    private final int clusters = Integer.getInteger("bench.clusters");
    private long found;

    @Benchmark
    public int map() {
        found = 0;
        MappedImage.read(image, ImageFormat.QCOW2).forEachExtent((start, length, kind) -> {
            if (kind == MappedImage.Kind.DATA) {
                found += length / 65536;
            }
        });
        return Checked.equal((int) found, clusters);
    }

    @Benchmark
    public int qemuImgMap() throws Exception {
        return QemuImg.run("map", "--output=json", "-f", "qcow2", image.toString());
    }
}
