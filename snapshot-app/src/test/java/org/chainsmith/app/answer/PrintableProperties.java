package org.chainsmith.app.answer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.json.JsonMapper;

final class PrintableProperties {
    private static final JsonMapper JSON = new JsonMapper();

    @Property
    void nothingThatATerminalObeysIsLeft(@ForAll String text) {
        assertThat(Printable.of(text).codePoints())
                .allMatch(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
    }

    @Property
    void aJsonTextStaysTheSameJsonText(@ForAll String text) {
        boolean whole = text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        if (whole) {
            String printed = Printable.of(new JsonObject().put("text", text).toString());
            assertThat(JSON.readTree(printed).get("text").asString()).isEqualTo(text);
        }
    }

    @Property
    void printingTwiceChangesNothing(@ForAll String text) {
        assertThat(Printable.of(Printable.of(text))).isEqualTo(Printable.of(text));
    }
}
