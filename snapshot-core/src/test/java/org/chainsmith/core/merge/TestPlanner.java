package org.chainsmith.core.merge;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.operation.Step;

/** The planner of merges by commit and pull, with chains of small images whose data it knows. */
final class TestPlanner {
    static final long PLENTY = 1L << 40;
    static final MergePlanner OFFLINE = MergePlanner.offline(Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL));

    private final Map<ImageName, AllocationMap> maps = new HashMap<>();

    static ImageName name(String name) {
        return new ImageName(name);
    }

    static Set<ImageName> names(String... names) {
        return Arrays.stream(names).map(ImageName::new).collect(Collectors.toSet());
    }

    static ErrorCode refusal(MergeDecision decision) {
        return ((Refusal) decision).code();
    }

    static List<String> described(MergePlan plan) {
        return plan.steps().stream().map(Step::describe).toList();
    }

    /** An image with data at [from, to). */
    Image image(String name, long size, long from, long to) {
        ExtentMap data = new ExtentMap.Builder().add(from, to - from).build();
        maps.put(name(name), new AllocationMap(data, ExtentMap.EMPTY));
        return Image.empty(name(name), ImageFormat.QCOW2, new VirtualSize(size));
    }

    BackingChain chain() {
        return BackingChain.of(
                image("base", 100, 0, 50),
                image("o1", 100, 40, 60),
                image("o2", 100, 50, 70),
                image("o3", 100, 0, 10),
                image("active", 100, 90, 100));
    }

    AllocationMap map(Image image) {
        return maps.get(image.name());
    }

    MergeDecision decide(BackingChain chain, Set<ImageName> boundaries, Set<ImageName> shared, long free) {
        return OFFLINE.plan(new MergeRequest(chain, boundaries, shared, free), this::map);
    }

    MergeDecision into(BackingChain chain, String survivor, Set<ImageName> boundaries, Set<ImageName> shared) {
        return OFFLINE.plan(
                new MergeRequest(chain, boundaries, shared, PLENTY, Optional.of(name(survivor))), this::map);
    }

    MergePlan plan(BackingChain chain, Set<ImageName> boundaries, Set<ImageName> shared) {
        return (MergePlan) decide(chain, boundaries, shared, PLENTY);
    }
}
