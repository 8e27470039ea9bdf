package org.chainsmith.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.chainsmith.core.chain.ExtentMap.Extent;
import org.junit.jupiter.api.Test;

/** A {@link ByteSet} is compared with one bit for each unit. */
final class ByteSetProperties {
    private static final int UNITS = 1 << 18;
    private static final long UNIT = 512;

    /** Runs of any length, on edges that are multiples of anything from one unit up: across many pages. */
    @Provide
    Arbitrary<List<Extent>> runs() {
        Arbitrary<Extent> run = Arbitraries.integers()
                .between(0, 15)
                .flatMap(shift -> Combinators.combine(
                                Arbitraries.integers().between(0, (UNITS >> shift) - 1),
                                Arbitraries.oneOf(
                                        Arbitraries.integers().between(1, 3),
                                        Arbitraries.integers().between(1, UNITS >> shift)))
                        .as((start, length) -> {
                            long from = (long) start << shift;
                            long to = Math.min(UNITS, from + ((long) length << shift));
                            return new Extent(from * UNIT, (to - from) * UNIT);
                        }));
        return run.list().ofMaxSize(12);
    }

    private static BitSet bits(Extent extent) {
        BitSet bits = new BitSet();
        bits.set((int) (extent.start() / UNIT), (int) (extent.end() / UNIT));
        return bits;
    }

    @Property
    void addingTellsWhatIsNew(@ForAll("runs") List<Extent> runs) {
        ByteSet set = new ByteSet();
        BitSet model = new BitSet();
        assertThat(set.isEmpty()).isTrue();
        for (Extent run : runs) {
            int before = model.cardinality();
            model.or(bits(run));
            assertThat(set.add(run.start(), run.end())).isEqualTo((model.cardinality() - before) * UNIT);
            assertThat(set.add(run.start(), run.end())).isZero();
        }
        assertThat(set.isEmpty()).isEqualTo(runs.isEmpty());
    }

    @Property
    void coveredBytesAndGapsAreThoseOfTheModel(
            @ForAll("runs") List<Extent> runs, @ForAll("runs") List<Extent> questions) {
        ByteSet set = new ByteSet();
        BitSet model = new BitSet();
        for (Extent run : runs) {
            set.add(run.start(), run.end());
            model.or(bits(run));
        }
        for (Extent asked : questions) {
            BitSet there = bits(asked);
            there.and(model);
            assertThat(set.covered(asked.start(), asked.end())).isEqualTo(there.cardinality() * UNIT);
            BitSet gaps = new BitSet();
            List<Long> edges = new ArrayList<>();
            set.forEachGap(asked.start(), asked.end(), (start, end) -> {
                gaps.or(bits(new Extent(start, end - start)));
                edges.addAll(List.of(start, end));
            });
            BitSet missing = bits(asked);
            missing.andNot(model);
            assertThat(gaps).isEqualTo(missing);
            assertThat(edges).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void edgesWithinAGranuleAreCountedInBytes() {
        ByteSet set = new ByteSet();
        set.add(4096, 12288);
        assertThat(set.covered(1, 4097)).isEqualTo(1);
        assertThat(set.covered(4100, 4200)).isEqualTo(100);
        assertThat(set.covered(12287, 1L << 50)).isEqualTo(1);
        assertThat(set.covered(1L << 50, (1L << 50) + 1)).isZero();
    }
}
