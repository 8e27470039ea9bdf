package org.chainsmith.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.chainsmith.core.operation.Pull;
import org.chainsmith.core.operation.Step;
import org.junit.jupiter.api.Test;

final class MergePlannerTest {
    private static final long PLENTY = 1L << 40;

    private final Map<ImageName, AllocationMap> maps = new HashMap<>();
    private final MergePlanner planner = MergePlanner.offline(Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL));

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

    private MergeDecision into(BackingChain chain, String survivor, Set<ImageName> boundaries, Set<ImageName> shared) {
        return planner.plan(
                new MergeRequest(chain, boundaries, shared, PLENTY, Optional.of(name(survivor))),
                image -> maps.get(image.name()));
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

    /** One large image between two small ones, in units of a MiB. */
    private BackingChain largeInTheMiddle() {
        long unit = 1 << 20;
        return BackingChain.of(
                image("base", 200 * unit, 0, 10 * unit),
                image("o1", 200 * unit, 20 * unit, 30 * unit),
                image("o2", 200 * unit, 25 * unit, 125 * unit),
                image("o3", 200 * unit, 120 * unit, 130 * unit),
                image("active", 200 * unit, 0, unit));
    }

    @Test
    void theLargestImageSurvivesWhereverItIs() {
        MergePlan plan = plan(largeInTheMiddle(), names("o2", "o3"), Set.of());
        assertThat(described(plan))
                .containsExactly(
                        "commit o3 down into o2, 10485760 bytes",
                        "let active back onto o2 instead of o3",
                        "pull o1 up into o2, 5242880 bytes");
        assertThat(plan.after()).hasToString("base <- o2 <- active");
        assertThat(plan.removed()).extracting(Image::toString).containsExactly("o3", "o1");
        assertThat(plan.renamed()).isEqualTo(Map.of(name("o1"), name("o2")));
        assertThat(plan.peakBytes()).isEqualTo((5 + 5) << 20);
        Commit down = (Commit) plan.steps().get(0);
        Pull up = (Pull) plan.steps().get(2);
        assertThat(down.chain()).hasToString("o1 <- o2 <- o3");
        assertThat(up.chain()).hasToString("base <- o1 <- o2");
    }

    @Test
    void aPullIntoAnImageThatGrewSeesItsNewSize() {
        long unit = 1 << 20;
        BackingChain chain = BackingChain.of(
                image("base", 100 * unit, 0, 10 * unit),
                image("o1", 100 * unit, 0, 100 * unit),
                image("o2", 200 * unit, 0, 8 * unit));
        MergePlan plan = plan(chain, names("o1", "o2"), Set.of());
        Pull up = (Pull) plan.steps().get(1);
        assertThat(up.chain().image(name("o1")).virtualSize()).isEqualTo(new VirtualSize(200 * unit));
        assertThat(plan.after().active().virtualSize()).isEqualTo(new VirtualSize(200 * unit));
    }

    @Test
    void aSaferWayIsTakenUnlessTheOtherSavesEnough() {
        long unit = 1 << 20;
        assertThat(directionOf(20 * unit, 15 * unit)).isEqualTo("pull");
        assertThat(directionOf(20 * unit, 16 * unit)).as("4 MiB are too little").isEqualTo("commit");
        assertThat(directionOf(100 * unit, 89 * unit)).isEqualTo("pull");
        assertThat(directionOf(100 * unit, 90 * unit))
                .as("a tenth is too little")
                .isEqualTo("commit");
    }

    /** How two images of which the upper and the lower hold so many bytes, apart from each other, become one. */
    private String directionOf(long upper, long lower) {
        long size = 1L << 30;
        BackingChain chain = BackingChain.of(image("base", size, 0, lower), image("o1", size, size - upper, size));
        return plan(chain, names("o1"), Set.of()).steps().get(0).verb();
    }

    @Test
    void theChoiceSaysWhy() {
        MergePlan cheapest = plan(largeInTheMiddle(), names("o2", "o3"), Set.of());
        assertThat(cheapest.choices().get(0).why()).isEqualTo("commit and pull, copies least");
        assertThat(cheapest.choices().get(0).destinations())
                .extracting(way -> way.image() + " " + way.primitives() + " " + (way.copiedBytes() >> 20))
                .containsExactly("o1 [commit] 105", "o2 [commit, pull] 15", "o3 [pull] 100");
        assertThat(plan(chain(), names("o1"), names("base")).choices().get(0).why())
                .isEqualTo("pull, the only way that is allowed; commit into base would copy 20 bytes, "
                        + "but base is shared with others");
        BackingChain safer = BackingChain.of(image("base", 100, 0, 10), image("o1", 100, 20, 50));
        assertThat(plan(safer, names("o1"), Set.of()).choices().get(0).why())
                .isEqualTo("commit, safer than pull into o1, which would save only 20 bytes");
    }

    @Test
    void theOwnerMayDictateWhichImageSurvives() {
        MergePlan plan = (MergePlan) into(chain(), "o2", names("o1", "o2", "o3"), Set.of());
        assertThat(plan.after()).hasToString("o2 <- active");
        assertThat(plan.choices().get(0).why())
                .isEqualTo("commit and pull, because o2 has to survive; commit into base would copy 40 bytes, "
                        + "but o2 has to survive");
        assertThat(((MergePlan) into(chain(), "active", names("o2"), Set.of())).after())
                .as("it is not merged anyway")
                .hasToString("base <- o1 <- o3 <- active");
    }

    @Test
    void aDictatedImageThatCannotSurviveIsRefused() {
        assertThat(refusal(into(chain(), "o1", names("o1", "o2"), names("o1")))).isEqualTo(ErrorCode.SHARED_IMAGE);
        MergePlanner commitOnly = MergePlanner.offline(Set.of(Feature.OFFLINE_COMMIT));
        MergeRequest request = new MergeRequest(chain(), names("o1"), Set.of(), PLENTY, Optional.of(name("o1")));
        Refusal refusal = (Refusal) commitOnly.plan(request, image -> maps.get(image.name()));
        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
        assertThat(refusal.fact()).contains("base..o1").contains("o1, which has to survive");
    }

    @Test
    void whereTheCheapestDoesNotFitAnotherDestinationIsTaken() {
        long unit = 1 << 20;
        BackingChain chain = BackingChain.of(
                image("base", 200 * unit, 50 * unit, 60 * unit), image("o1", 200 * unit, 50 * unit, 58 * unit));
        MergePlan pulled = plan(chain, names("o1"), Set.of());
        assertThat(described(pulled)).containsExactly("pull base up into o1, 2097152 bytes");
        MergePlan committed = (MergePlan) decide(chain, names("o1"), Set.of(), unit);
        assertThat(described(committed)).containsExactly("commit o1 down into base, 8388608 bytes");
        assertThat(committed.choices().get(0).why())
                .isEqualTo("commit, the only way that is allowed; pull into o1 would copy 2097152 bytes, "
                        + "but needs 2097152 bytes more space, 1048576 are free");
    }

    @Test
    void twoRunsThatFitOnlyOneByOneShareTheSpace() {
        long unit = 1 << 20;
        BackingChain chain = BackingChain.of(
                image("base", 200 * unit, 50 * unit, 60 * unit),
                image("o1", 200 * unit, 50 * unit, 58 * unit),
                image("o2", 200 * unit, 100 * unit, 110 * unit),
                image("o3", 200 * unit, 100 * unit, 109 * unit));
        MergePlan plan = (MergePlan) decide(chain, names("o1", "o3"), Set.of(), 2 * unit);
        assertThat(described(plan))
                .containsExactly(
                        "commit o1 down into base, 8388608 bytes",
                        "let o2 back onto base instead of o1",
                        "pull o2 up into o3, 1048576 bytes");
        assertThat(plan.choices().get(0).why())
                .isEqualTo("commit, because pull into o1 would not fit the free space together with the other merges");
    }

    @Test
    void aRefusalForLackOfSpaceTellsWhatEachWayNeeds() {
        Refusal one = (Refusal) decide(chain(), names("o1"), Set.of(), 9);
        assertThat(one.fact())
                .isEqualTo("Merging base..o1 needs more space than the 9 bytes that the store has free: "
                        + "commit into base 10 bytes, pull into o1 40 bytes.");
        Refusal two = (Refusal) decide(chain(), names("o1", "o3"), Set.of(), 19);
        assertThat(two.fact())
                .isEqualTo("The 2 merges together need at least 20 bytes more space, "
                        + "and the store has 19 bytes free.");
    }

    @Test
    void eachMapIsAskedForOnceFromTheTopDownAndNoneThatIsNotNeeded() {
        int layers = 1000;
        List<Image> images = new ArrayList<>();
        Set<ImageName> boundaries = new HashSet<>();
        for (int i = 0; i < layers; i++) {
            images.add(image("o" + i, 1 << 20, i, i + 100));
            if (i > 0 && i != 500) {
                boundaries.add(name("o" + i));
            }
        }
        BackingChain chain = BackingChain.of(images).overlaid(image("active", 1 << 20, 0, 1));
        List<String> asked = new ArrayList<>();
        MergeDecision decision = planner.plan(new MergeRequest(chain, boundaries, Set.of(), PLENTY), image -> {
            asked.add(image.toString());
            return maps.get(image.name());
        });
        assertThat(decision).isInstanceOf(MergePlan.class);
        Collections.reverse(asked);
        assertThat(asked)
                .containsExactlyElementsOf(images.stream().map(Image::toString).toList());
    }

    @Test
    void aNewPrimitiveIsWeighedLikeTheOthers() {
        MergePrimitive free = new MergePrimitive() {
            @Override
            public String name() {
                return "share extents";
            }

            @Override
            public Direction direction() {
                return Direction.UP;
            }

            @Override
            public Set<Feature> needs() {
                return Set.of();
            }

            @Override
            public Safety safety() {
                return Safety.AT_EVERY_INSTANT;
            }

            @Override
            public Cost cost(Share share) {
                return new Cost(0, 0);
            }

            @Override
            public List<Step> steps(MergePart part) {
                return List.of(new Pull(part.chain(), part.range(), part.copiedBytes()));
            }
        };
        MergePlanner extended = new MergePlanner(List.of(new CommitDown(), new PullUp(), free));
        MergePlan plan = (MergePlan) extended.plan(
                new MergeRequest(chain(), names("o1", "o2"), Set.of(), PLENTY), image -> maps.get(image.name()));
        assertThat(plan.choices().get(0).destinations()).hasSize(1 + 2 + 2);
        assertThat(described(plan)).containsExactly("pull base up into o2, 0 bytes");
    }
}
