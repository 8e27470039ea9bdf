package org.chainsmith.app.answer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and values below each other, aligned, as virsh prints them. */
final class Details {
    private final Map<String, String> values = new LinkedHashMap<>();

    Details put(String name, String value) {
        values.put(name + ":", value);
        return this;
    }

    List<String> lines() {
        int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        values.forEach((name, value) -> lines.add(name + " ".repeat(width - name.length() + 2) + value));
        return lines;
    }
}
