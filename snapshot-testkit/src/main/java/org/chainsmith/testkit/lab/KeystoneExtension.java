package org.chainsmith.testkit.lab;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of a JVM a real Keystone with a Cinder, started with the first class that asks for it. Skipped or required
 * as by {@link LabExtension}.
 */
public final class KeystoneExtension implements ExecutionCondition, ParameterResolver {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return attempt(context).condition("a real Keystone");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KeystoneLab.class;
    }

    @Override
    public KeystoneLab resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return attempt(context).orThrow();
    }

    private static LabAttempt<KeystoneLab> attempt(ExtensionContext context) {
        return LabAttempt.of(context, KeystoneLab.class, KeystoneLab::start);
    }
}
