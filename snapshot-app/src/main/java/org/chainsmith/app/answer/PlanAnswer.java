package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.operation.MergeChoice;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.operation.Step;

/**
 * The plan for deleting snapshots, before it is carried out (a dry run) or afterwards.
 *
 * @param actualBytes bytes written while copying; empty in a dry run
 * @param headers how headers will name their backing images, as far as it is known beforehand
 */
public record PlanAnswer(Plan plan, Optional<Long> actualBytes, Map<ImageName, String> headers) implements Answer {
    public PlanAnswer {
        requireNonNull(plan, "plan is null");
        requireNonNull(actualBytes, "actualBytes is null");
        headers = new TreeMap<>(headers);
    }

    public static PlanAnswer dryRun(Plan plan) {
        return dryRun(plan, Map.of());
    }

    public static PlanAnswer dryRun(Plan plan, Map<ImageName, String> headers) {
        return new PlanAnswer(plan, Optional.empty(), headers);
    }

    public static PlanAnswer done(Report report) {
        return new PlanAnswer(report.plan(), Optional.of(report.actualBytes()), Map.of());
    }

    @Override
    public JsonObject json() {
        JsonObject answer =
                new JsonObject().put("volume", plan.volume().value()).put("plan", planJson());
        return actualBytes
                .map(bytes -> answer.put("actual-bytes", bytes))
                .orElseGet(() -> answer.putNull("actual-bytes"));
    }

    private JsonObject planJson() {
        return new JsonObject()
                .put("steps", plan.steps().stream().map(StepFields::json).toList())
                .put("predicted-bytes", plan.predictedBytes())
                .put("peak-bytes", plan.peakBytes())
                .put("removed", plan.removed())
                .put("before", plan.before().map(BackingChain::toString).orElse(null))
                .put("after", plan.after().map(BackingChain::toString).orElse(null))
                .put("locks", List.of(plan.volume()))
                .putAll(headersJson())
                .put("choices", plan.choices().stream().map(ChoiceFields::json).toList());
    }

    private JsonObject headersJson() {
        JsonObject names = new JsonObject();
        headers.forEach((image, backing) -> names.put(image.value(), backing));
        return headers.isEmpty() ? new JsonObject() : new JsonObject().put("headers", names);
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(actualBytes.isEmpty() ? "Plan, not carried out:" : "Done:");
        if (plan.isNothing()) {
            lines.add("  nothing to do, the snapshots were deleted earlier");
        }
        int number = 1;
        for (Step step : plan.steps()) {
            lines.add("  " + number++ + ". " + step.describe() + arrow(step));
        }
        headers.forEach((image, backing) -> lines.add(
                "  header of " + image + ": " + (backing.isEmpty() ? "no backing image" : ImageName.quoted(backing))));
        for (MergeChoice choice : plan.choices()) {
            lines.add("  why: " + ChoiceFields.line(choice));
            if (actualBytes.isEmpty()) {
                ChoiceFields.table(choice).forEach(line -> lines.add("    " + line));
            }
        }
        lines.addAll(new Details()
                .put("Predicted copy", HumanBytes.of(plan.predictedBytes()))
                .put("Actual copy", actualBytes.map(HumanBytes::of).orElse("-"))
                .put("Peak extra space", HumanBytes.of(plan.peakBytes()))
                .put("Removes", plan.removed().size() + " images")
                .put("Locks", "volume " + plan.volume())
                .put("Before", plan.before().map(BackingChain::toString).orElse("-"))
                .put("After", plan.after().map(BackingChain::toString).orElse("-"))
                .lines());
        return lines;
    }

    private static String arrow(Step step) {
        String direction = StepFields.direction(step);
        return direction == null ? "" : " (" + direction + ")";
    }
}
