package org.chainsmith.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chainsmith.core.merge.TestPlanner.described;
import static org.chainsmith.core.merge.TestPlanner.names;
import static org.chainsmith.core.merge.TestPlanner.refusal;

import java.util.Set;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.error.ErrorCode;
import org.junit.jupiter.api.Test;

/** Plans on a store that has little free space. */
final class MergeSpaceTest {
    private final TestPlanner planner = new TestPlanner();

    @Test
    void thePeakOfAllRunsMustFitTheFreeSpace() {
        long peak = planner.plan(planner.chain(), names("o1", "o3"), Set.of()).peakBytes();
        assertThat(peak).isEqualTo(10 + 10);
        assertThat(planner.decide(planner.chain(), names("o1", "o3"), Set.of(), peak))
                .isInstanceOf(MergePlan.class);
        assertThat(refusal(planner.decide(planner.chain(), names("o1", "o3"), Set.of(), peak - 1)))
                .isEqualTo(ErrorCode.INSUFFICIENT_SPACE);
    }

    @Test
    void whereTheCheapestDoesNotFitAnotherDestinationIsTaken() {
        long unit = 1 << 20;
        BackingChain chain = BackingChain.of(
                planner.image("base", 200 * unit, 50 * unit, 60 * unit),
                planner.image("o1", 200 * unit, 50 * unit, 58 * unit));
        MergePlan pulled = planner.plan(chain, names("o1"), Set.of());
        assertThat(described(pulled)).containsExactly("pull base up into o1, 2097152 bytes");
        MergePlan committed = (MergePlan) planner.decide(chain, names("o1"), Set.of(), unit);
        assertThat(described(committed)).containsExactly("commit o1 down into base, 8388608 bytes");
        assertThat(committed.choices().get(0).why())
                .isEqualTo("commit, the only way that is allowed; pull into o1 would copy 2097152 bytes, "
                        + "but needs 2097152 bytes more space, 1048576 are free");
    }

    @Test
    void twoRunsThatFitOnlyOneByOneShareTheSpace() {
        long unit = 1 << 20;
        BackingChain chain = BackingChain.of(
                planner.image("base", 200 * unit, 50 * unit, 60 * unit),
                planner.image("o1", 200 * unit, 50 * unit, 58 * unit),
                planner.image("o2", 200 * unit, 100 * unit, 110 * unit),
                planner.image("o3", 200 * unit, 100 * unit, 109 * unit));
        MergePlan plan = (MergePlan) planner.decide(chain, names("o1", "o3"), Set.of(), 2 * unit);
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
        Refusal one = (Refusal) planner.decide(planner.chain(), names("o1"), Set.of(), 9);
        assertThat(one.fact())
                .isEqualTo("Merging base..o1 needs more space than the 9 bytes that the store has free: "
                        + "commit into base 10 bytes, pull into o1 40 bytes.");
        Refusal two = (Refusal) planner.decide(planner.chain(), names("o1", "o3"), Set.of(), 19);
        assertThat(two.fact())
                .isEqualTo("The 2 merges together need at least 20 bytes more space, "
                        + "and the store has 19 bytes free.");
    }
}
