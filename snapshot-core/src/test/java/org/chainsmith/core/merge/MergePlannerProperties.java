package org.chainsmith.core.merge;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;

/** What holds for every plan, whatever the chain, the boundaries and the shared images. */
final class MergePlannerProperties {
    private static final AllocationMap MAP = new AllocationMap(ExtentMap.whole(10), ExtentMap.EMPTY);

    private static ImageName name(int index) {
        return new ImageName("o" + index);
    }

    private static BackingChain chain(int images) {
        return BackingChain.of(IntStream.range(0, images)
                .mapToObj(i -> Image.empty(name(i), ImageFormat.QCOW2, new VirtualSize(10)))
                .toList());
    }

    @Property
    void everyPlanKeepsTheOtherBoundariesAndEverySharedImage(
            @ForAll @IntRange(min = 1, max = 10) int images,
            @ForAll @Size(max = 8) Set<@IntRange(min = 1, max = 9) Integer> indexes,
            @ForAll @IntRange(min = -1, max = 9) int highestShared) {
        BackingChain before = chain(images);
        Set<ImageName> boundaries = indexes.stream()
                .filter(i -> i < images)
                .map(MergePlannerProperties::name)
                .collect(toSet());
        Set<ImageName> shared = highestShared < 0 || highestShared >= images ? Set.of() : Set.of(name(highestShared));
        MergeDecision decision = MergePlanner.offline(Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL))
                .plan(new MergeRequest(before, boundaries, shared, 1 << 20), image -> MAP);
        if (decision instanceof MergePlan plan) {
            check(before, boundaries, shared.isEmpty() ? -1 : highestShared, plan);
        } else {
            assertThat(shared).isNotEmpty();
        }
    }

    private static void check(BackingChain before, Set<ImageName> boundaries, int highestShared, MergePlan plan) {
        assertThat(plan.after().size()).isEqualTo(before.size() - boundaries.size());
        List<ImageName> kept = new ArrayList<>();
        before.images().stream()
                .skip(1)
                .map(Image::name)
                .filter(overlay -> !boundaries.contains(overlay))
                .forEach(overlay -> kept.add(plan.renamed().getOrDefault(overlay, overlay)));
        assertThat(plan.after().images().stream().skip(1).map(Image::name)).containsExactlyElementsOf(kept);
        Set<ImageName> gone = plan.removed().stream().map(Image::name).collect(toSet());
        Set<ImageName> all = new HashSet<>(gone);
        plan.after().images().forEach(image -> assertThat(all.add(image.name())).isTrue());
        for (int i = 0; i < before.size(); i++) {
            if (i <= highestShared) {
                assertThat(gone).doesNotContain(name(i));
            } else {
                assertThat(all).contains(name(i));
            }
        }
    }
}
