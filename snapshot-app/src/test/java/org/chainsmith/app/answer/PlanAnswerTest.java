package org.chainsmith.app.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.operation.MergeChoice;
import org.chainsmith.core.operation.MergeChoice.Destination;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.Test;

final class PlanAnswerTest {
    private static ImageName name(int index) {
        return new ImageName("o" + index);
    }

    /** A run of which the lowest image is shared, and of which the higher ones cost more. */
    private static Plan plan(int layers) {
        List<Destination> ways = new ArrayList<>();
        ways.add(new Destination(name(0), List.of("commit"), 0, 0, Optional.of("o0 is shared with others")));
        for (int i = 1; i < layers; i++) {
            ways.add(new Destination(name(i), List.of("commit", "pull"), i << 20, i << 10, Optional.empty()));
        }
        ChainRange run = new ChainRange(name(0), name(layers - 1));
        return new Plan(
                OperationKind.DELETE_SNAPSHOTS,
                VolumeId.random(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(new MergeChoice(run, name(1), "commit and pull, copies least", ways)),
                1 << 10);
    }

    @Test
    void aDryRunShowsWhatEachDestinationCosts() {
        assertThat(PlanAnswer.dryRun(plan(3)).lines())
                .containsSubsequence(
                        "  why: o0..o2 becomes o1: commit and pull, copies least",
                        "     Destination   By                Copies   Extra space   Allowed",
                        "     o1            commit and pull   1 MiB    1 KiB         yes",
                        "     o2            commit and pull   2 MiB    2 KiB         yes",
                        "     o0            commit            0 B      0 B           no: o0 is shared with others");
    }

    @Test
    void ofALongRunOnlyTheBestAreShown() {
        List<String> lines = PlanAnswer.dryRun(plan(256)).lines();
        assertThat(lines).hasSizeLessThan(20).contains("     and 251 more, which --output json shows");
        assertThat(lines).anyMatch(line -> line.startsWith("     o5 "));
        assertThat(lines).noneMatch(line -> line.startsWith("     o6 "));
    }

    @Test
    void afterwardsOnlyTheReasonIsShown() {
        List<String> lines = PlanAnswer.done(new Report(plan(3), 7)).lines();
        assertThat(lines).contains("  why: o0..o2 becomes o1: commit and pull, copies least");
        assertThat(lines).noneMatch(line -> line.contains("Destination"));
    }
}
