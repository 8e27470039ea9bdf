package org.chainsmith.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chainsmith.core.merge.TestPlanner.PLENTY;
import static org.chainsmith.core.merge.TestPlanner.described;
import static org.chainsmith.core.merge.TestPlanner.name;
import static org.chainsmith.core.merge.TestPlanner.names;
import static org.chainsmith.core.merge.TestPlanner.refusal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.operation.Commit;
import org.junit.jupiter.api.Test;

/** Which images are merged, by which steps, and what remains. */
final class MergePlannerTest {
    private final TestPlanner planner = new TestPlanner();

    @Test
    void oneBoundaryIsCommittedAndTheChildPointedDown() {
        MergePlan plan = planner.plan(planner.chain(), names("o1"), Set.of());
        assertThat(described(plan))
                .containsExactly("commit o1 down into base, 20 bytes", "let o2 back onto base instead of o1");
        assertThat(plan.after()).hasToString("base <- o2 <- o3 <- active");
        assertThat(plan.removed()).extracting(Image::toString).containsExactly("o1");
        assertThat(plan.renamed()).isEmpty();
        assertThat(plan.peakBytes()).isEqualTo(10);
    }

    @Test
    void theNewestBoundaryLeavesNoChildToPoint() {
        MergePlan plan = planner.plan(planner.chain(), names("active"), Set.of());
        assertThat(described(plan)).containsExactly("commit active down into o3, 10 bytes");
        assertThat(plan.after()).hasToString("base <- o1 <- o2 <- o3");
    }

    @Test
    void adjacentBoundariesAreOneCommitThatCopiesEachByteOnce() {
        MergePlan plan = planner.plan(planner.chain(), names("o1", "o2", "o3"), Set.of());
        assertThat(described(plan))
                .containsExactly("commit o3 down into base, 40 bytes", "let active back onto base instead of o3");
        assertThat(plan.removed()).extracting(Image::toString).containsExactly("o3", "o2", "o1");
        assertThat(plan.after()).hasToString("base <- active");
    }

    @Test
    void twoRunsAreTwoMergesAndTheUpperSeesWhatTheLowerLeft() {
        MergePlan plan = planner.plan(planner.chain(), names("o1", "o3"), Set.of());
        assertThat(plan.after()).hasToString("base <- o2 <- active");
        Commit upper = (Commit) plan.steps().get(2);
        assertThat(upper.chain()).hasToString("base <- o2 <- o3");
        assertThat(plan.removed()).extracting(Image::toString).containsExactly("o3", "o1");
        assertThat(plan.choices()).hasSize(2);
    }

    @Test
    void allBoundariesLeaveOneImage() {
        MergePlan plan = planner.plan(planner.chain(), names("o1", "o2", "o3", "active"), Set.of());
        assertThat(plan.after()).hasToString("base");
        assertThat(plan.steps()).hasSize(1);
    }

    @Test
    void overASharedBaseTheRunIsPulledUpAndRenamed() {
        MergePlan plan = planner.plan(planner.chain(), names("o2"), names("o1"));
        assertThat(described(plan)).containsExactly("pull o1 up into o2, 10 bytes");
        assertThat(plan.after()).hasToString("base <- o2 <- o3 <- active");
        assertThat(plan.renamed()).isEqualTo(Map.of(name("o1"), name("o2")));
    }

    @Test
    void aSharedImageIsNeverRemoved() {
        assertThat(planner.plan(planner.chain(), names("o2"), names("o1")).removed())
                .isEmpty();
        assertThat(planner.plan(planner.chain(), names("o1", "o2"), names("base"))
                        .removed())
                .extracting(Image::toString)
                .containsExactly("o1");
    }

    @Test
    void whatIsBelowASharedImageIsSharedToo() {
        MergePlan plan = planner.plan(planner.chain(), names("o1", "o2", "o3"), names("o1"));
        assertThat(described(plan))
                .containsExactly(
                        "commit o3 down into o2, 10 bytes",
                        "let active back onto o2 instead of o3",
                        "pull base up into o2, 40 bytes");
        assertThat(plan.removed()).extracting(Image::toString).containsExactly("o3");
        assertThat(refusal(planner.decide(planner.chain(), names("o1"), names("o2"), PLENTY)))
                .isEqualTo(ErrorCode.SHARED_IMAGE);
    }

    @Test
    void whereEveryImageIsSharedTheMergeIsRefused() {
        assertThat(refusal(planner.decide(planner.chain(), names("active"), names("active"), PLENTY)))
                .isEqualTo(ErrorCode.SHARED_IMAGE);
    }

    @Test
    void aRunThatShrinksIsRefused() {
        BackingChain chain = BackingChain.of(
                planner.image("base", 100, 0, 1), planner.image("o1", 50, 0, 1), planner.image("o2", 100, 0, 1));
        assertThat(refusal(planner.decide(chain, names("o1"), Set.of(), PLENTY)))
                .isEqualTo(ErrorCode.SIZE_DIFFERS);
        assertThat(refusal(planner.decide(chain, names("o1", "o2"), Set.of(), PLENTY)))
                .isEqualTo(ErrorCode.SIZE_DIFFERS);
        assertThat(planner.decide(chain, names("o2"), Set.of(), PLENTY)).isInstanceOf(MergePlan.class);
    }

    @Test
    void aRunThatGrowsLeavesTheLargerSize() {
        BackingChain chain = BackingChain.of(
                planner.image("base", 100, 0, 1), planner.image("o1", 200, 0, 1), planner.image("o2", 300, 0, 1));
        assertThat(planner.plan(chain, names("o1"), Set.of()).after().base().virtualSize())
                .isEqualTo(new VirtualSize(200));
    }

    @Test
    void withoutAPrimitiveNothingIsSupported() {
        MergeRequest request = new MergeRequest(planner.chain(), names("o1"), Set.of(), PLENTY);
        Stream.of(Set.<Feature>of())
                .map(MergePlanner::offline)
                .forEach(none ->
                        assertThat(refusal(none.plan(request, planner::map))).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    @Test
    void withoutBoundariesThereIsNothingToDo() {
        MergePlan plan = planner.plan(planner.chain(), Set.of(), Set.of());
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.after()).isEqualTo(planner.chain());
    }

    @Test
    void eachMapIsAskedForOnceFromTheTopDownAndNoneThatIsNotNeeded() {
        int layers = 1000;
        List<Image> images = new ArrayList<>();
        Set<ImageName> boundaries = new HashSet<>();
        for (int i = 0; i < layers; i++) {
            images.add(planner.image("o" + i, 1 << 20, i, i + 100));
            if (i > 0 && i != 500) {
                boundaries.add(name("o" + i));
            }
        }
        BackingChain chain = BackingChain.of(images).overlaid(planner.image("active", 1 << 20, 0, 1));
        List<String> asked = new ArrayList<>();
        MergeDecision decision =
                TestPlanner.OFFLINE.plan(new MergeRequest(chain, boundaries, Set.of(), PLENTY), image -> {
                    asked.add(image.toString());
                    return planner.map(image);
                });
        assertThat(decision).isInstanceOf(MergePlan.class);
        Collections.reverse(asked);
        assertThat(asked)
                .containsExactlyElementsOf(images.stream().map(Image::toString).toList());
    }
}
