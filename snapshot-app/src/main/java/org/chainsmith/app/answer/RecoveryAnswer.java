package org.chainsmith.app.answer;

import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.snapshot.RecoverVolumes.Finding;

/** What recovery found on volumes, and what it did about it. */
public record RecoveryAnswer(List<Finding> volumes) implements Answer {
    public RecoveryAnswer {
        volumes = List.copyOf(volumes);
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("volumes", volumes.stream().map(RecoveryAnswer::json).toList());
    }

    private static JsonObject json(Finding finding) {
        return new JsonObject()
                .put("volume", finding.volume().value())
                .put("found", finding.found())
                .put("done", finding.done());
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Finding finding : volumes) {
            lines.add("Volume " + finding.volume() + (finding.found().isEmpty() ? ": nothing to recover" : ":"));
            finding.found().forEach(line -> lines.add("  found: " + line));
            finding.done().forEach(line -> lines.add("  done:  " + line));
        }
        return lines.isEmpty() ? List.of("Nothing to recover.") : lines;
    }
}
