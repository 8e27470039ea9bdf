package org.chainsmith.testkit.lab;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts a server for the first class of a JVM that needs it; see {@link LabExtension} for where none can run. */
final class StorageLabExtension implements ExecutionCondition, ParameterResolver {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return attempt(context).condition("a real server of " + server(context));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == StorageLab.class;
    }

    @Override
    public StorageLab resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return attempt(context).orThrow();
    }

    private static StorageServer server(ExtensionContext context) {
        return context.getRequiredTestClass().getAnnotation(NeedsServer.class).value();
    }

    private static LabAttempt<StorageLab> attempt(ExtensionContext context) {
        StorageServer server = server(context);
        return LabAttempt.of(context, server, () -> StorageLab.start(server));
    }
}
