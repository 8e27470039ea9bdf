package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.VirtualSize;
import org.junit.jupiter.api.Test;

final class PullExtentsTest {
    private static final int CLUSTER = 4096;

    private static ExtentMap run(long from, long to) {
        return new ExtentMap.Builder().add(from * 512, (to - from) * 512).build();
    }

    private static PullExtents.Layer layer(ExtentMap data, ExtentMap zeros, long sectors) {
        return new PullExtents.Layer(new AllocationMap(data, zeros), new VirtualSize(sectors * 512));
    }

    private static PullExtents.Layer top(ExtentMap data) {
        return layer(data, ExtentMap.EMPTY, 64);
    }

    @Test
    void whatTheTopHidesIsNotWanted() {
        PullExtents extents = PullExtents.of(top(run(0, 8)), List.of(layer(run(0, 16), ExtentMap.EMPTY, 64)));
        assertThat(extents.wanted()).isEqualTo(run(8, 16));
        assertThat(extents.zeros()).isEqualTo(ExtentMap.EMPTY);
    }

    @Test
    void theHighestImageSaysWhatIsZero() {
        PullExtents extents = PullExtents.of(
                top(ExtentMap.EMPTY),
                List.of(
                        layer(run(0, 8), run(8, 16), 64),
                        layer(run(8, 24), run(0, 8).union(run(24, 32)), 64)));
        assertThat(extents.wanted()).isEqualTo(run(0, 32));
        assertThat(extents.zeros()).isEqualTo(run(8, 16).union(run(24, 32)));
    }

    @Test
    void behindTheEndOfAShorterImageAreZerosThatHideWhatIsBelow() {
        PullExtents extents = PullExtents.of(
                top(ExtentMap.EMPTY),
                List.of(layer(run(0, 8), ExtentMap.EMPTY, 32), layer(run(8, 48), ExtentMap.EMPTY, 64)));
        assertThat(extents.wanted()).isEqualTo(run(0, 64));
        assertThat(extents.zeros()).isEqualTo(run(32, 64));
    }

    @Test
    void whatIsMissingAfterwardsIsFound() {
        PullExtents extents = PullExtents.of(top(run(0, 8)), List.of(layer(run(8, 16), run(16, 24), 64)));
        AllocationMap now = new AllocationMap(run(0, 12), ExtentMap.EMPTY);
        assertThat(extents.missing(now)).isEqualTo(run(12, 24));
        assertThat(extents.missingOnNothing(now)).isEqualTo(run(12, 16));
    }

    @Test
    void aPartOfAClusterIsNoticedUnlessTheTopHasTheRest() {
        PullExtents.Layer part = layer(run(12, 16), ExtentMap.EMPTY, 64);
        assertThat(PullExtents.of(top(run(0, 8)), List.of(part)).wholeClusters(CLUSTER))
                .isFalse();
        assertThat(PullExtents.of(top(run(0, 12)), List.of(part)).wholeClusters(CLUSTER))
                .isTrue();
        assertThat(PullExtents.of(top(run(0, 8)), List.of(layer(run(8, 24), ExtentMap.EMPTY, 64)))
                        .wholeClusters(CLUSTER))
                .isTrue();
    }

    @Test
    void theLastClusterNeedNotBeWhole() {
        PullExtents.Layer top = layer(ExtentMap.EMPTY, ExtentMap.EMPTY, 12);
        assertThat(PullExtents.of(top, List.of(layer(run(8, 12), ExtentMap.EMPTY, 12)))
                        .wholeClusters(CLUSTER))
                .isTrue();
    }
}
