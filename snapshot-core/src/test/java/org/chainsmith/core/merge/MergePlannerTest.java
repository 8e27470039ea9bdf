package org.chainsmith.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.operation.Commit;
import org.chainsmith.core.operation.Step;
import org.junit.jupiter.api.Test;

final class MergePlannerTest {
    private static final long PLENTY = 1L << 40;

    private final Map<ImageName, AllocationMap> maps = new HashMap<>();
    private final MergePlanner planner = MergePlanner.offline(Set.of(Feature.values()));

    private static ImageName name(String name) {
        return new ImageName(name);
    }

    private static Set<ImageName> names(String... names) {
        return Arrays.stream(names).map(ImageName::new).collect(Collectors.toSet());
    }

    /** An image with data at [from, to). */
    private Image image(String name, long size, long from, long to) {
        ExtentMap data = new ExtentMap.Builder().add(from, to - from).build();
        maps.put(name(name), new AllocationMap(data, ExtentMap.EMPTY));
        return Image.empty(name(name), ImageFormat.QCOW2, new VirtualSize(size));
    }

    private BackingChain chain() {
        return BackingChain.of(
                image("base", 100, 0, 50),
                image("o1", 100, 40, 60),
                image("o2", 100, 50, 70),
                image("o3", 100, 0, 10),
                image("active", 100, 90, 100));
    }

    private MergeDecision decide(BackingChain chain, Set<ImageName> boundaries, Set<ImageName> shared, long free) {
        return planner.plan(new MergeRequest(chain, boundaries, shared, free), image -> maps.get(image.name()));
    }

    private MergePlan plan(BackingChain chain, Set<ImageName> boundaries, Set<ImageName> shared) {
        return (MergePlan) decide(chain, boundaries, shared, PLENTY);
    }

    private static ErrorCode refusal(MergeDecision decision) {
        return ((Refusal) decision).code();
    }

    private static List<String> described(MergePlan plan) {
        return plan.steps().stream().map(Step::describe).toList();
    }

    @Test
    void oneBoundaryIsCommittedAndTheChildPointedDown() {
        MergePlan plan = plan(chain(), names("o1"), Set.of());
        assertThat(described(plan))
                .containsExactly("commit o1 down into base, 20 bytes", "let o2 back onto base instead of o1");
        assertThat(plan.after()).hasToString("base <- o2 <- o3 <- active");
        assertThat(plan.removed()).extracting(Image::toString).containsExactly("o1");
        assertThat(plan.renamed()).isEmpty();
        assertThat(plan.peakBytes()).isEqualTo(10);
    }

    @Test
    void theNewestBoundaryLeavesNoChildToPoint() {
        MergePlan plan = plan(chain(), names("active"), Set.of());
        assertThat(described(plan)).containsExactly("commit active down into o3, 10 bytes");
        assertThat(plan.after()).hasToString("base <- o1 <- o2 <- o3");
    }

    @Test
    void adjacentBoundariesAreOneCommitThatCopiesEachByteOnce() {
        MergePlan plan = plan(chain(), names("o1", "o2", "o3"), Set.of());
        assertThat(described(plan))
                .containsExactly("commit o3 down into base, 40 bytes", "let active back onto base instead of o3");
        assertThat(plan.removed()).extracting(Image::toString).containsExactly("o3", "o2", "o1");
        assertThat(plan.after()).hasToString("base <- active");
    }

    @Test
    void twoRunsAreTwoMergesAndTheUpperSeesWhatTheLowerLeft() {
        MergePlan plan = plan(chain(), names("o1", "o3"), Set.of());
        assertThat(plan.after()).hasToString("base <- o2 <- active");
        Commit upper = (Commit) plan.steps().get(2);
        assertThat(upper.chain()).hasToString("base <- o2 <- o3");
        assertThat(plan.removed()).extracting(Image::toString).containsExactly("o3", "o1");
        assertThat(plan.choices()).hasSize(2);
    }

    @Test
    void allBoundariesLeaveOneImage() {
        MergePlan plan = plan(chain(), names("o1", "o2", "o3", "active"), Set.of());
        assertThat(plan.after()).hasToString("base");
        assertThat(plan.steps()).hasSize(1);
    }

    @Test
    void overASharedBaseTheRunIsPulledUpAndRenamed() {
        MergePlan plan = plan(chain(), names("o2"), names("o1"));
        assertThat(described(plan)).containsExactly("pull o1 up into o2, 10 bytes");
        assertThat(plan.after()).hasToString("base <- o2 <- o3 <- active");
        assertThat(plan.renamed()).isEqualTo(Map.of(name("o1"), name("o2")));
    }

    @Test
    void aSharedImageIsNeverRemoved() {
        assertThat(plan(chain(), names("o2"), names("o1")).removed()).isEmpty();
        assertThat(plan(chain(), names("o1", "o2"), names("base")).removed())
                .extracting(Image::toString)
                .containsExactly("o1");
    }

    @Test
    void whatIsBelowASharedImageIsSharedToo() {
        MergePlan plan = plan(chain(), names("o1", "o2", "o3"), names("o1"));
        assertThat(described(plan))
                .containsExactly(
                        "commit o3 down into o2, 10 bytes",
                        "let active back onto o2 instead of o3",
                        "pull base up into o2, 40 bytes");
        assertThat(plan.removed()).extracting(Image::toString).containsExactly("o3");
        assertThat(refusal(decide(chain(), names("o1"), names("o2"), PLENTY))).isEqualTo(ErrorCode.SHARED_IMAGE);
    }

    @Test
    void whereEveryImageIsSharedTheMergeIsRefused() {
        assertThat(refusal(decide(chain(), names("active"), names("active"), PLENTY)))
                .isEqualTo(ErrorCode.SHARED_IMAGE);
    }

    @Test
    void aRunThatShrinksIsRefused() {
        BackingChain chain = BackingChain.of(image("base", 100, 0, 1), image("o1", 50, 0, 1), image("o2", 100, 0, 1));
        assertThat(refusal(decide(chain, names("o1"), Set.of(), PLENTY))).isEqualTo(ErrorCode.SIZE_DIFFERS);
        assertThat(refusal(decide(chain, names("o1", "o2"), Set.of(), PLENTY))).isEqualTo(ErrorCode.SIZE_DIFFERS);
        assertThat(decide(chain, names("o2"), Set.of(), PLENTY)).isInstanceOf(MergePlan.class);
    }

    @Test
    void aRunThatGrowsLeavesTheLargerSize() {
        BackingChain chain = BackingChain.of(image("base", 100, 0, 1), image("o1", 200, 0, 1), image("o2", 300, 0, 1));
        assertThat(plan(chain, names("o1"), Set.of()).after().base().virtualSize())
                .isEqualTo(new VirtualSize(200));
    }

    @Test
    void thePeakOfAllRunsMustFitTheFreeSpace() {
        long peak = plan(chain(), names("o1", "o3"), Set.of()).peakBytes();
        assertThat(peak).isEqualTo(10 + 10);
        assertThat(decide(chain(), names("o1", "o3"), Set.of(), peak)).isInstanceOf(MergePlan.class);
        assertThat(refusal(decide(chain(), names("o1", "o3"), Set.of(), peak - 1)))
                .isEqualTo(ErrorCode.INSUFFICIENT_SPACE);
    }

    @Test
    void withoutAPrimitiveNothingIsSupported() {
        MergeRequest request = new MergeRequest(chain(), names("o1"), Set.of(), PLENTY);
        Stream.of(Set.<Feature>of())
                .map(MergePlanner::offline)
                .forEach(none -> assertThat(refusal(none.plan(request, image -> maps.get(image.name()))))
                        .isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    @Test
    void withoutBoundariesThereIsNothingToDo() {
        MergePlan plan = plan(chain(), Set.of(), Set.of());
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.after()).isEqualTo(chain());
    }
}
