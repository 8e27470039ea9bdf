package org.chainsmith.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.chainsmith.core.chain.ExtentMap.Extent;

/** A map of runs is a set of bytes: all of it is checked against the set of bits that it stands for. */
final class ExtentMapProperties {
    private static final int END = 200;

    @Provide
    Arbitrary<List<Extent>> extents() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, END - 20),
                        Arbitraries.integers().between(1, 20))
                .as((start, length) -> new Extent(start, length))
                .list()
                .ofMaxSize(12);
    }

    private static BitSet bits(List<Extent> extents) {
        BitSet bits = new BitSet();
        extents.forEach(extent -> bits.set((int) extent.start(), (int) extent.end()));
        return bits;
    }

    private static BitSet bits(ExtentMap map) {
        return bits(map.extents());
    }

    private static BitSet combined(BitSet a, BitSet b, BiPredicate<Boolean, Boolean> rule) {
        BitSet result = new BitSet();
        for (int i = 0; i < END; i++) {
            result.set(i, rule.test(a.get(i), b.get(i)));
        }
        return result;
    }

    @Property
    void holdsExactlyTheBytesItWasMadeOf(@ForAll("extents") List<Extent> extents) {
        ExtentMap map = ExtentMap.of(extents);
        assertThat(bits(map)).isEqualTo(bits(extents));
        assertThat(map.bytes()).isEqualTo(bits(extents).cardinality());
        assertThat(map.isEmpty()).isEqualTo(extents.isEmpty());
    }

    @Property
    void runsAscendAndNeverTouch(@ForAll("extents") List<Extent> extents) {
        List<Extent> runs = ExtentMap.of(extents).extents();
        for (int i = 1; i < runs.size(); i++) {
            assertThat(runs.get(i).start()).isGreaterThan(runs.get(i - 1).end());
        }
    }

    @Property
    void equalSetsAreEqualHoweverTheyWereMade(@ForAll("extents") List<Extent> a, @ForAll("extents") List<Extent> b) {
        ExtentMap one = ExtentMap.of(a).union(ExtentMap.of(b));
        ExtentMap other = ExtentMap.of(b).union(ExtentMap.of(a));
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString(other.toString());
        assertThat(ExtentMap.of(a).equals(ExtentMap.of(b))).isEqualTo(bits(a).equals(bits(b)));
    }

    @Property
    void setOperationsAreThoseOfSets(@ForAll("extents") List<Extent> a, @ForAll("extents") List<Extent> b) {
        check(a, b, ExtentMap::union, (x, y) -> x || y);
        check(a, b, ExtentMap::intersection, (x, y) -> x && y);
        check(a, b, ExtentMap::difference, (x, y) -> x && !y);
        assertThat(ExtentMap.of(a).containsAll(ExtentMap.of(b)))
                .isEqualTo(combined(bits(b), bits(a), (x, y) -> x && !y).isEmpty());
    }

    private static void check(
            List<Extent> a,
            List<Extent> b,
            BiFunction<ExtentMap, ExtentMap, ExtentMap> operation,
            BiPredicate<Boolean, Boolean> rule) {
        ExtentMap result = operation.apply(ExtentMap.of(a), ExtentMap.of(b));
        assertThat(bits(result)).isEqualTo(combined(bits(a), bits(b), rule));
        assertThat(result).isEqualTo(ExtentMap.of(result.extents()));
    }

    @Property
    void belowCutsAtTheLimit(@ForAll("extents") List<Extent> extents) {
        for (int limit : new int[] {0, 1, 77, END}) {
            BitSet expected = bits(extents);
            expected.clear(limit, END);
            assertThat(bits(ExtentMap.of(extents).below(limit))).isEqualTo(expected);
        }
    }

    @Example
    void runsOutOfOrderAndNonsenseAreRefused() {
        ExtentMap.Builder builder = new ExtentMap.Builder().add(10, 5);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(9, 20));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(-1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(20, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(20, Long.MAX_VALUE));
        assertThat(builder.add(12, 1).add(15, 5).add(30, 0).build()).hasToString("{[10, 20)}");
        assertThatIllegalArgumentException().isThrownBy(() -> new Extent(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Extent(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Extent(1, Long.MAX_VALUE));
    }
}
