package org.chainsmith.app.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.chainsmith.core.operation.MergeChoice;
import org.chainsmith.core.operation.MergeChoice.Destination;

/** Why merges go the way they go, and what the other ways would cost. */
final class ChoiceFields {
    /** A run of hundreds of layers has hundreds of ways. */
    private static final int MOST_SHOWN = 5;

    private ChoiceFields() {}

    static JsonObject json(MergeChoice choice) {
        return new JsonObject()
                .put("run", choice.run().toString())
                .put("chosen", choice.chosen().value())
                .put("why", choice.why())
                .put(
                        "destinations",
                        choice.destinations().stream().map(ChoiceFields::json).toList());
    }

    private static JsonObject json(Destination way) {
        return new JsonObject()
                .put("image", way.image().value())
                .put("primitives", way.primitives())
                .put("bytes", way.copiedBytes())
                .put("growth-bytes", way.growthBytes())
                .put("allowed", way.obstacle().isEmpty())
                .put("reason", way.obstacle().orElse(null));
    }

    static String line(MergeChoice choice) {
        return choice.run() + " becomes " + choice.chosen() + ": " + choice.why();
    }

    /** The ways as a table: allowed ones first, cheapest first. */
    static List<String> table(MergeChoice choice) {
        Table table = new Table("Destination", "By", "Copies", "Extra space", "Allowed");
        choice.destinations().stream()
                .sorted(Comparator.<Destination, Boolean>comparing(
                                way -> way.obstacle().isPresent())
                        .thenComparingLong(Destination::copiedBytes))
                .limit(MOST_SHOWN)
                .forEach(way -> table.row(List.of(
                        way.image().value(),
                        String.join(" and ", way.primitives()),
                        HumanBytes.of(way.copiedBytes()),
                        HumanBytes.of(way.growthBytes()),
                        way.obstacle().map(reason -> "no: " + reason).orElse("yes"))));
        List<String> lines = new ArrayList<>(table.lines());
        int more = choice.destinations().size() - MOST_SHOWN;
        if (more > 0) {
            lines.add(" and " + more + " more, which --output json shows");
        }
        return lines;
    }
}
