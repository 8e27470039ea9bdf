package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.snapshot.SnapshotId;

/** A volume was restored to a snapshot by a plan. */
public record VolumeReverted(SnapshotId snapshot, Plan plan) implements Answer {
    public VolumeReverted {
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(plan, "plan is null");
    }

    private String active() {
        return plan.after().orElseThrow().active().toString();
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("volume", plan.volume().value())
                .put("snapshot", snapshot.value())
                .put("active", active())
                .put("removed", plan.removed());
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Volume " + plan.volume() + " restored to snapshot " + snapshot + ".");
        plan.snapshots().stream()
                .filter(discarded -> !discarded.equals(snapshot))
                .forEach(discarded -> lines.add("  discarded snapshot " + discarded));
        plan.removed().forEach(image -> lines.add("  removed " + image));
        lines.add("  active image is now " + active());
        return lines;
    }
}
