package org.chainsmith.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chainsmith.core.merge.TestPlanner.PLENTY;
import static org.chainsmith.core.merge.TestPlanner.described;
import static org.chainsmith.core.merge.TestPlanner.name;
import static org.chainsmith.core.merge.TestPlanner.names;
import static org.chainsmith.core.merge.TestPlanner.refusal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.operation.Commit;
import org.chainsmith.core.operation.Pull;
import org.chainsmith.core.operation.Step;
import org.junit.jupiter.api.Test;

/** Which image of a run survives, and why. */
final class MergeChoicesTest {
    private final TestPlanner planner = new TestPlanner();

    /** One large image between two small ones, in units of a MiB. */
    private BackingChain largeInTheMiddle() {
        long unit = 1 << 20;
        return BackingChain.of(
                planner.image("base", 200 * unit, 0, 10 * unit),
                planner.image("o1", 200 * unit, 20 * unit, 30 * unit),
                planner.image("o2", 200 * unit, 25 * unit, 125 * unit),
                planner.image("o3", 200 * unit, 120 * unit, 130 * unit),
                planner.image("active", 200 * unit, 0, unit));
    }

    @Test
    void theLargestImageSurvivesWhereverItIs() {
        MergePlan plan = planner.plan(largeInTheMiddle(), names("o2", "o3"), Set.of());
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
                planner.image("base", 100 * unit, 0, 10 * unit),
                planner.image("o1", 100 * unit, 0, 100 * unit),
                planner.image("o2", 200 * unit, 0, 8 * unit));
        MergePlan plan = planner.plan(chain, names("o1", "o2"), Set.of());
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
        BackingChain chain =
                BackingChain.of(planner.image("base", size, 0, lower), planner.image("o1", size, size - upper, size));
        return planner.plan(chain, names("o1"), Set.of()).steps().get(0).verb();
    }

    @Test
    void theChoiceSaysWhy() {
        MergePlan cheapest = planner.plan(largeInTheMiddle(), names("o2", "o3"), Set.of());
        assertThat(cheapest.choices().get(0).why()).isEqualTo("commit and pull, copies least");
        assertThat(cheapest.choices().get(0).destinations())
                .extracting(way -> way.image() + " " + way.primitives() + " " + (way.copiedBytes() >> 20))
                .containsExactly("o1 [commit] 105", "o2 [commit, pull] 15", "o3 [pull] 100");
        assertThat(planner.plan(planner.chain(), names("o1"), names("base"))
                        .choices()
                        .get(0)
                        .why())
                .isEqualTo("pull, the only way that is allowed; commit into base would copy 20 bytes, "
                        + "but base is shared with others");
        BackingChain safer = BackingChain.of(planner.image("base", 100, 0, 10), planner.image("o1", 100, 20, 50));
        assertThat(planner.plan(safer, names("o1"), Set.of()).choices().get(0).why())
                .isEqualTo("commit, safer than pull into o1, which would save only 20 bytes");
    }

    @Test
    void theOwnerMayDictateWhichImageSurvives() {
        MergePlan plan = (MergePlan) planner.into(planner.chain(), "o2", names("o1", "o2", "o3"), Set.of());
        assertThat(plan.after()).hasToString("o2 <- active");
        assertThat(plan.choices().get(0).why())
                .isEqualTo("commit and pull, because o2 has to survive; commit into base would copy 40 bytes, "
                        + "but o2 has to survive");
        assertThat(((MergePlan) planner.into(planner.chain(), "active", names("o2"), Set.of())).after())
                .as("it is not merged anyway")
                .hasToString("base <- o1 <- o3 <- active");
    }

    @Test
    void aDictatedImageThatCannotSurviveIsRefused() {
        assertThat(refusal(planner.into(planner.chain(), "o1", names("o1", "o2"), names("o1"))))
                .isEqualTo(ErrorCode.SHARED_IMAGE);
        MergePlanner commitOnly = MergePlanner.offline(Set.of(Feature.OFFLINE_COMMIT));
        MergeRequest request =
                new MergeRequest(planner.chain(), names("o1"), Set.of(), PLENTY, Optional.of(name("o1")));
        Refusal refusal = (Refusal) commitOnly.plan(request, planner::map);
        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
        assertThat(refusal.fact()).contains("base..o1").contains("o1, which has to survive");
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
        MergePlan plan = (MergePlan)
                extended.plan(new MergeRequest(planner.chain(), names("o1", "o2"), Set.of(), PLENTY), planner::map);
        assertThat(plan.choices().get(0).destinations()).hasSize(1 + 2 + 2);
        assertThat(described(plan)).containsExactly("pull base up into o2, 0 bytes");
    }
}
