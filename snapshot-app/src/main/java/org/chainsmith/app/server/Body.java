package org.chainsmith.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.qemuimg.volumes.StrictJson;
import tools.jackson.databind.JsonNode;

/** An object in a request, read field by field; what is wrong is said in the words of Nova's schemas. */
record Body(String name, JsonNode node) {
    private static final int SHOWN = 100;

    Body {
        requireNonNull(name, "name is null");
        requireNonNull(node, "node is null");
    }

    /** The object that is the document in this text. */
    static Body parse(String name, String text) {
        JsonNode node;
        try {
            node = new StrictJson().parse(ByteBuffer.wrap(text.getBytes(UTF_8)));
        } catch (StrictJson.Refused e) {
            throw new Fault(400, "Malformed request body: " + e.getMessage() + ".");
        }
        return new Body(name, requireObject(name, node));
    }

    private static JsonNode requireObject(String name, JsonNode node) {
        if (!node.isObject()) {
            throw invalid(name, node, "is not of type 'object'");
        }
        return node;
    }

    /** The object in a field. */
    Body object(String field) {
        return new Body(field, requireObject(field, required(field)));
    }

    /** A text that is not empty. */
    String text(String field) {
        JsonNode value = required(field);
        if (!value.isString()) {
            throw invalid(field, value, "is not of type 'string'");
        }
        if (value.stringValue().isEmpty()) {
            throw invalid(field, value, "is too short");
        }
        return value.stringValue();
    }

    /** A text that may be missing, empty, or null. */
    Optional<String> optionalText(String field, int limit) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw invalid(field, value, "is not of type 'string'");
        }
        if (value.stringValue().length() > limit) {
            throw invalid(field, value, "is too long");
        }
        return Optional.of(value.stringValue());
    }

    /** Texts by name. */
    Map<String, String> texts(String field) {
        if (!node.has(field)) {
            return Map.of();
        }
        Body values = object(field);
        Map<String, String> texts = new HashMap<>();
        for (String key : values.node.propertyNames()) {
            texts.put(key, values.optionalText(key, 255).orElse(""));
        }
        return texts;
    }

    JsonNode required(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw invalid(name, node, "'" + field + "' is a required property");
        }
        return value;
    }

    void requireOneOf(String field, List<String> allowed) {
        if (!allowed.contains(text(field))) {
            throw invalid(field, required(field), "is not one of " + allowed);
        }
    }

    /** Refuses fields that nobody reads: a caller that sends one expects something of it. */
    void requireOnly(String... fields) {
        Set<String> more = new TreeSet<>(node.propertyNames());
        more.removeAll(Set.of(fields));
        if (!more.isEmpty()) {
            throw invalid(
                    name,
                    node,
                    "Additional properties are not allowed (" + ImageName.quoted(String.join(", ", more))
                            + " was unexpected)");
        }
    }

    static Fault invalid(String field, JsonNode value, String why) {
        String text = value.toString();
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return new Fault(400, "Invalid input for field/attribute " + field + ". Value: " + shown + ". " + why);
    }
}
