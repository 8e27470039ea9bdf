package org.chainsmith.testkit.lab;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of a JVM their lab, started with the first class that asks for it. Where no lab can run, the class is
 * skipped with the reason; with {@code CHAINSMITH_REQUIRE_LAB=1}, as {@code ./check} sets it, its tests fail.
 */
public final class LabExtension implements ExecutionCondition, ParameterResolver {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return attempt(context).condition("a real libvirt");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LibvirtLab.class;
    }

    @Override
    public LibvirtLab resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return attempt(context).orThrow();
    }

    private static LabAttempt<LibvirtLab> attempt(ExtensionContext context) {
        return LabAttempt.of(context, LibvirtLab.class, LibvirtLab::start);
    }
}
