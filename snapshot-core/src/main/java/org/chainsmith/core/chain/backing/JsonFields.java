package org.chainsmith.core.chain.backing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.error.SnapshotException;

/** The fields of one JSON object, which remembers what was asked for, so that nothing is passed over unseen. */
final class JsonFields {
    private final Map<String, Object> fields;
    private final Set<String> asked = new HashSet<>();

    private JsonFields(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** Dotted names become nested objects: {@code server.host} is {@code host} in {@code server}. */
    static JsonFields of(Map<String, ?> members) {
        Map<String, Object> nested = new LinkedHashMap<>();
        Map<String, Map<String, Object>> dotted = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            int dot = name.indexOf('.');
            if (dot < 0) {
                nested.put(name, value);
            } else {
                dotted.computeIfAbsent(name.substring(0, dot), key -> new LinkedHashMap<>())
                        .put(name.substring(dot + 1), value);
            }
        });
        dotted.forEach((name, value) -> {
            if (nested.put(name, value) != null) {
                throw Refused.because("its JSON has a name twice");
            }
        });
        return new JsonFields(nested);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    Optional<String> text(String name) {
        Optional<Object> value = value(name);
        if (value.isPresent() && !(value.get() instanceof String)) {
            throw unexpected();
        }
        return value.map(String.class::cast);
    }

    String required(String name) {
        return text(name).orElseThrow(() -> Refused.because("its JSON lacks a field that is needed"));
    }

    /** A number, as a number or as a text. */
    Optional<String> number(String name) {
        Optional<String> number = text(name);
        if (number.isPresent() && !number.get().matches("[0-9]{1,10}")) {
            throw unexpected();
        }
        return number;
    }

    JsonFields object(String name) {
        return fieldsOf(value(name).orElse(""));
    }

    /** A list of objects, or an object of which the names are 0, 1, 2 and so on; none if it is absent. */
    List<JsonFields> list(String name) {
        Object value = value(name).orElse(List.of());
        List<JsonFields> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> items.add(fieldsOf(item)));
            return items;
        }
        JsonFields numbered = fieldsOf(value);
        for (int i = 0; numbered.has(Integer.toString(i)); i++) {
            items.add(numbered.object(Integer.toString(i)));
        }
        numbered.allow(Set.of());
        return items;
    }

    private Optional<Object> value(String name) {
        asked.add(name);
        return Optional.ofNullable(fields.get(name));
    }

    private static JsonFields fieldsOf(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw unexpected();
        }
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put((String) name, member));
        return of(members);
    }

    /** Refuses fields that nobody has asked for and that are not among these. */
    void allow(Set<String> others) {
        for (String name : fields.keySet()) {
            if (!asked.contains(name) && !others.contains(name)) {
                throw Refused.because("its JSON has a field that is not known here");
            }
        }
    }

    private static SnapshotException unexpected() {
        return Refused.because("its JSON has a value of an unexpected kind");
    }
}
