package org.chainsmith.app.answer;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON object whose fields keep their order. Its values are texts, whole numbers, truths, null, lists and objects. */
public final class JsonObject {
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    public JsonObject put(String name, @Nullable String text) {
        fields.put(name, text);
        return this;
    }

    public JsonObject put(String name, long number) {
        fields.put(name, number);
        return this;
    }

    public JsonObject put(String name, boolean truth) {
        fields.put(name, truth);
        return this;
    }

    public JsonObject put(String name, JsonObject object) {
        fields.put(name, object);
        return this;
    }

    /** A list of objects, or of anything else, which is written as its text. */
    public JsonObject put(String name, List<?> elements) {
        fields.put(name, List.copyOf(elements));
        return this;
    }

    public JsonObject putNull(String name) {
        fields.put(name, null);
        return this;
    }

    /** Takes over all fields of another object. */
    public JsonObject putAll(JsonObject other) {
        fields.putAll(other.fields);
        return this;
    }

    private void write(JsonGenerator json) {
        json.writeStartObject();
        fields.forEach((name, value) -> {
            json.writeName(name);
            write(json, value);
        });
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, @Nullable Object value) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof JsonObject object) {
            object.write(json);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof List<?> elements) {
            json.writeStartArray();
            elements.forEach(element -> write(json, element));
            json.writeEndArray();
        } else {
            json.writeString(value.toString());
        }
    }

    /** The object on one line. */
    @Override
    public String toString() {
        StringWriter text = new StringWriter();
        // The streaming part of Jackson only: data binding would cost a third of the start-up time.
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            write(json);
        }
        return text.toString();
    }
}
