package org.chainsmith.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BackingChainTest {
    private static Image image(String name, long size) {
        return Image.empty(new ImageName(name), ImageFormat.QCOW2, new VirtualSize(size));
    }

    private static ImageName name(String name) {
        return new ImageName(name);
    }

    private static ChainRange range(String base, String top) {
        return new ChainRange(name(base), name(top));
    }

    private final BackingChain chain =
            BackingChain.of(image("base", 10), image("o1", 10), image("o2", 20), image("active", 20));

    @Test
    void isPrintedWithArrowsBaseFirst() {
        assertThat(chain).hasToString("base <- o1 <- o2 <- active");
    }

    @Test
    void knowsItsEndsAndNeighbours() {
        assertThat(chain.base()).hasToString("base");
        assertThat(chain.active()).hasToString("active");
        assertThat(chain.below(name("o1")))
                .hasValueSatisfying(image -> assertThat(image).hasToString("base"));
        assertThat(chain.above(name("o1")))
                .hasValueSatisfying(image -> assertThat(image).hasToString("o2"));
        assertThat(chain.below(name("base"))).isEmpty();
        assertThat(chain.above(name("active"))).isEmpty();
    }

    @Test
    void refusesNoImageTwoOfOneNameAndRawOverlays() {
        assertThatIllegalArgumentException().isThrownBy(() -> BackingChain.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> BackingChain.of(image("a", 1), image("a", 1)));
        Image raw = Image.empty(name("raw"), ImageFormat.RAW, new VirtualSize(10));
        assertThat(BackingChain.of(raw, image("o", 10)).base()).isEqualTo(raw);
        assertThatIllegalArgumentException().isThrownBy(() -> BackingChain.of(image("b", 10), raw));
    }

    @Test
    void refusesWhatIsNotInIt() {
        assertThat(chain.contains(name("other"))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> chain.indexOf(name("other")));
        assertThatIllegalArgumentException().isThrownBy(() -> chain.range(range("o2", "o1")));
        assertThatIllegalArgumentException().isThrownBy(() -> range("o1", "o1"));
    }

    @Test
    void anOverlayBecomesTheActiveLayer() {
        assertThat(chain.overlaid(image("new", 20))).hasToString("base <- o1 <- o2 <- active <- new");
        assertThatIllegalArgumentException().isThrownBy(() -> chain.overlaid(image("o1", 20)));
    }

    @Test
    void aCommittedRangeBecomesItsBaseInTheSizeOfItsTop() {
        BackingChain after = chain.committed(range("base", "o2"));
        assertThat(after).hasToString("base <- active");
        assertThat(after.base().virtualSize()).isEqualTo(new VirtualSize(20));
    }

    @Test
    void aPulledRangeBecomesItsTop() {
        assertThat(chain.pulled(range("base", "o2"))).hasToString("o2 <- active");
        assertThat(chain.pulled(range("o1", "active"))).hasToString("base <- active");
    }

    @Test
    void aRangeCanBecomeAnImageWithinIt() {
        assertThat(chain.merged(range("base", "o2"), name("o1"))).hasToString("o1 <- active");
        assertThatIllegalArgumentException().isThrownBy(() -> chain.merged(range("base", "o1"), name("o2")));
    }

    @Test
    void aRangeThatShrinksIsNotMerged() {
        BackingChain shrinking = BackingChain.of(image("base", 10), image("o1", 5), image("o2", 10));
        assertThat(shrinking.shrinksWithin(range("base", "o1"))).isTrue();
        assertThat(shrinking.shrinksWithin(range("base", "o2"))).isTrue();
        assertThat(shrinking.shrinksWithin(range("o1", "o2"))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> shrinking.committed(range("base", "o2")));
    }

    @Test
    void aRepointedOverlaySkipsWhatWasBetween() {
        assertThat(chain.repointed(name("active"), name("base"))).hasToString("base <- active");
        assertThatIllegalArgumentException().isThrownBy(() -> chain.repointed(name("base"), name("active")));
    }

    @Test
    void whatIsAboveCanBeDropped() {
        assertThat(chain.droppedAbove(name("o1"))).hasToString("base <- o1");
        assertThat(chain.droppedAbove(name("active"))).isEqualTo(chain);
    }
}
