package org.chainsmith.app.answer;

import java.util.List;
import java.util.Map;

/** What is set of a service. */
public record SettingsAnswer(Map<String, String> values) implements Answer {
    @Override
    public List<String> lines() {
        return values.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList();
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        values.forEach(json::put);
        return json;
    }
}
