package org.chainsmith.testkit.contract;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** All rules of a contract in a full run; else the {@link Essential} ones, each with its first arguments. */
public final class EssentialUnlessFull implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean essential = context.getTestMethod()
                .map(method -> method.isAnnotationPresent(Essential.class))
                .orElse(true);
        boolean later = context.getUniqueId().contains("[test-template-invocation:#")
                && !context.getUniqueId().endsWith(":#1]");
        return Boolean.getBoolean("chainsmith.full") || (essential && !later)
                ? ConditionEvaluationResult.enabled("a full run, or essential")
                : ConditionEvaluationResult.disabled("only in a full run");
    }
}
