package org.chainsmith.testkit.lab;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A lab as a parameter of tests, started with the first class that asks for it. Where it cannot run, the class is skipped
 * with the reason; with {@code CHAINSMITH_REQUIRE_LAB=1}, as {@code ./check} sets it, its tests fail.
 */
abstract class SharedLab<T extends RunningLab> implements ExecutionCondition, ParameterResolver {
    private final Class<T> type;
    private final Function<ExtensionContext, Wanted<T>> wanted;

    /**
     * Which lab it is.
     *
     * @param key one lab for each
     * @param missed what there is no test on where it cannot run
     */
    record Wanted<T>(Object key, String missed, LabAttempt.Starter<T> starter) {}

    SharedLab(Class<T> type, String missed, LabAttempt.Starter<T> starter) {
        this(type, context -> new Wanted<>(type, missed, starter));
    }

    SharedLab(Class<T> type, Function<ExtensionContext, Wanted<T>> wanted) {
        this.type = requireNonNull(type, "type is null");
        this.wanted = requireNonNull(wanted, "wanted is null");
    }

    @Override
    public final ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return attempt(context).condition(wanted.apply(context).missed());
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public final T resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return attempt(context).orThrow();
    }

    private LabAttempt<T> attempt(ExtensionContext context) {
        Wanted<T> lab = wanted.apply(context);
        return LabAttempt.of(context, lab.key(), lab.starter());
    }
}
