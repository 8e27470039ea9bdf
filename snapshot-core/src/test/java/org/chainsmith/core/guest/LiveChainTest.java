package org.chainsmith.core.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.junit.jupiter.api.Test;

final class LiveChainTest {
    private final BackingChain chain = BackingChain.of(Stream.of("base", "o1", "active")
            .map(name -> Image.empty(new ImageName(name), ImageFormat.QCOW2, new VirtualSize(1 << 20)))
            .toList());

    private static LiveChain open(boolean complete, String... baseFirst) {
        return new LiveChain(Stream.of(baseFirst).map(ImageName::new).toList(), complete);
    }

    @Test
    void whatIsOpenIsTheChainOnlyIfNothingCanLieBelow() {
        assertThat(open(true, "base", "o1", "active").matches(chain)).isTrue();
        assertThat(open(false, "base", "o1", "active").matches(chain)).isFalse();
        assertThat(open(true, "o1", "active").matches(chain)).isFalse();
    }

    @Test
    void ofAnUpperPartNobodyKnowsWhatLiesBelow() {
        for (List<String> known :
                List.of(List.of("active"), List.of("o1", "active"), List.of("base", "o1", "active"))) {
            String[] names = known.toArray(String[]::new);
            assertThat(open(false, names).isUpperPartOf(chain)).isTrue();
            assertThat(open(true, names).isUpperPartOf(chain)).isFalse();
        }
        assertThat(open(false, "o1").isUpperPartOf(chain)).isFalse();
        assertThat(open(false, "other", "active").isUpperPartOf(chain)).isFalse();
        assertThat(open(false, "x", "base", "o1", "active").isUpperPartOf(chain))
                .isFalse();
    }
}
