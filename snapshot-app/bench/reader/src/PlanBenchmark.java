package org.chainsmith.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.Allocation;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.merge.MergeDecision;
import org.chainsmith.core.merge.MergePlan;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.merge.MergeRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One plan over 1,000 images of 10,000 extents each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx128m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlanBenchmark {
    private static final int LAYERS = 1000;
    private static final int EXTENTS = 10_000;
    private static final long CLUSTER = 64 * 1024;
    private static final long CLUSTERS = 20 * EXTENTS;

    /** How many neighbours become one: all of them, or every second boundary goes. */
    @Param({"1000", "2"})
    private int run;

    private final Map<ImageName, AllocationMap> maps = new HashMap<>();
    private final MergePlanner planner = MergePlanner.offline(Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL));
    private MergeRequest request;

    @Setup
    public void build() {
        Random random = new Random(1);
        VirtualSize size = new VirtualSize(CLUSTERS * CLUSTER);
        List<Image> images = new ArrayList<>();
        Set<ImageName> boundaries = new HashSet<>();
        for (int i = 0; i < LAYERS; i++) {
            ImageName name = new ImageName("layer" + i);
            ExtentMap data = scattered(random);
            images.add(new Image(name, ImageFormat.QCOW2, size, new Allocation(data.bytes())));
            maps.put(name, new AllocationMap(data, ExtentMap.EMPTY));
            if (i % run != 0) {
                boundaries.add(name);
            }
        }
        request = new MergeRequest(BackingChain.of(images), boundaries, Set.of(), Long.MAX_VALUE);
    }

    /** Runs of 1 to 8 clusters with gaps in between. */
    private static ExtentMap scattered(Random random) {
        ExtentMap.Builder extents = new ExtentMap.Builder();
        long at = random.nextInt(8);
        for (int i = 0; i < EXTENTS; i++) {
            long length = 1 + random.nextInt(8);
            extents.add(at * CLUSTER, length * CLUSTER);
            at += length + 1 + random.nextInt(10);
        }
        return extents.build();
    }

    @Benchmark
    public MergeDecision plan() {
        MergeDecision decision = planner.plan(request, image -> maps.get(image.name()));
        if (!(decision instanceof MergePlan)) {
            throw new IllegalStateException(decision.toString());
        }
        return decision;
    }
}
