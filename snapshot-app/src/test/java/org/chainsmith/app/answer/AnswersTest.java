package org.chainsmith.app.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "10485760, 10 MiB",
        "1073741824, 1 GiB",
        "1288490189, 1.2 GiB",
        "2305843009213693951, 2 EiB"
    })
    void bytesAreShownAsPeopleReadThem(long bytes, String shown) {
        assertThat(HumanBytes.of(bytes)).isEqualTo(shown);
    }

    @Test
    void fieldsKeepTheirOrder() {
        JsonObject object = new JsonObject()
                .put("z", "text\u0007")
                .putNull("y")
                .put("x", 1L << 60)
                .put("w", List.of("a", new JsonObject().put("b", 2)));

        assertThat(object)
                .hasToString("{\"z\":\"text\\u0007\",\"y\":null,\"x\":1152921504606846976,\"w\":[\"a\",{\"b\":2}]}");
    }

    @Test
    void cellsCannotBreakTheTable() {
        List<String> lines = new Table("One", "Two").row(List.of("a\nb", "")).lines();

        assertThat(lines).containsExactly(" One    Two", "------------", " a\\nb   -");
    }
}
