package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a service answered, passed on.
 *
 * @param list the field with the rows of the table; where there is none, all fields are shown
 * @param columns the fields of a row that are shown to people
 */
public record RemoteAnswer(JsonNode document, String list, List<String> columns) implements Answer {
    public RemoteAnswer {
        requireNonNull(document, "document is null");
        requireNonNull(list, "list is null");
        columns = List.copyOf(columns);
    }

    @Override
    public JsonObject json() {
        return object(document);
    }

    private static JsonObject object(JsonNode node) {
        JsonObject object = new JsonObject();
        node.properties().forEach(each -> {
            JsonNode value = each.getValue();
            if (value.isNull()) {
                object.putNull(each.getKey());
            } else if (value.isIntegralNumber()) {
                object.put(each.getKey(), value.longValue());
            } else if (value.isBoolean()) {
                object.put(each.getKey(), value.booleanValue());
            } else if (value.isObject()) {
                object.put(each.getKey(), object(value));
            } else if (value.isArray()) {
                object.put(
                        each.getKey(),
                        value.valueStream().map(RemoteAnswer::object).toList());
            } else {
                object.put(each.getKey(), value.asString());
            }
        });
        return object;
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        document.properties().forEach(each -> {
            if (!each.getValue().isContainer()) {
                lines.add(each.getKey() + ": " + each.getValue().asString());
            }
        });
        Table table = new Table(columns.toArray(String[]::new));
        document.path(list)
                .forEach(row -> table.row(columns.stream()
                        .map(column -> row.path(column).asString(""))
                        .toList()));
        if (document.has(list)) {
            lines.addAll(table.lines());
        }
        return lines;
    }
}
