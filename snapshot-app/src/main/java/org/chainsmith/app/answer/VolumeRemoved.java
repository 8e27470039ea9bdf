package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.operation.Plan;

/** A volume was deleted; nothing was removed when it was deleted earlier. */
public record VolumeRemoved(Plan plan) implements Answer {
    public VolumeRemoved {
        requireNonNull(plan, "plan is null");
    }

    @Override
    public JsonObject json() {
        return new JsonObject().put("volume", plan.volume().value()).put("removed", plan.removed());
    }

    @Override
    public List<String> lines() {
        if (plan.isNothing()) {
            return List.of("Volume " + plan.volume() + " was deleted earlier.");
        }
        List<String> lines = new ArrayList<>();
        lines.add("Volume " + plan.volume() + " deleted.");
        plan.removed().forEach(image -> lines.add("  removed " + image));
        return lines;
    }
}
