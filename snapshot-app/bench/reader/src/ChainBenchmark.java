package org.chainsmith.bench;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.inspect.ChainWalk;
import org.chainsmith.qemuimg.inspect.Inspection;
import org.chainsmith.qemuimg.inspect.Inspector;
import org.chainsmith.qemuimg.inspect.Layer;
import org.chainsmith.qemuimg.inspect.Limits;
import org.chainsmith.qemuimg.inspect.Reach;
import org.chainsmith.qemuimg.inspect.Verdict;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.volumes.CinderLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The headers of a chain of 200 images, all rules of the inspector included, against one qemu-img info. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Xmx128m", "-Djna.encoding=UTF-8"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ChainBenchmark {
    private final Path active = Path.of(System.getProperty("bench.chain"));
    private final int length = Integer.getInteger("bench.layers");
    private final String name = active.getFileName().toString();
    private final Reach reach =
            Reach.withinVolume(new CinderLayout(), new VolumeId(name.substring("volume-".length(), 43)));
    private Directory directory;

    @Setup
    public void open() {
        directory = Directory.open(active.getParent());
    }

    @TearDown
    public void close() {
        directory.close();
    }

    @Benchmark
    public int headers() {
        ChainWalk walk = new ChainWalk(
                new ImageName(name),
                image -> directory.openRegular(image.value()),
                image -> image.value().equals(name) ? Optional.of(ImageFormat.QCOW2) : Optional.empty(),
                Limits.DEFAULT,
                (image, format, file) -> Layer.read(
                                image, format.orElseThrow(), file, reach, Limits.DEFAULT.maxVirtualSize())
                        .accepted());
        int images = 0;
        while (walk.next().isPresent()) {
            images++;
        }
        return Checked.equal(images, length);
    }

    @Benchmark
    public int inspect() {
        Verdict verdict = Inspector.inspect(Inspection.of(active, ImageFormat.QCOW2));
        if (!verdict.accepted()) {
            throw new IllegalStateException(verdict.toString());
        }
        return Checked.equal(verdict.chain().size(), length);
    }

    @Benchmark
    public long qemuImgInfo() throws Exception {
        return QemuImg.run("info", "-U", "--backing-chain", "--output=json", "-f", "qcow2", active.toString());
    }
}
