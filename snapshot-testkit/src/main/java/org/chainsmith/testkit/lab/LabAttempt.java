package org.chainsmith.testkit.lab;

import java.util.Optional;
import org.chainsmith.testkit.lab.LabProcess.CannotRun;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** The one attempt of this JVM to start a lab, and how it went. */
record LabAttempt<T extends RunningLab>(Optional<T> lab, Optional<CannotRun> failure) implements AutoCloseable {
    private static final String REQUIRED = "CHAINSMITH_REQUIRE_LAB";

    /** How a lab is started. */
    @FunctionalInterface
    interface Starter<T> {
        T start() throws CannotRun;
    }

    /** The attempt for the lab of this key; made when first asked for. The lab ends with the tests of this JVM. */
    @SuppressWarnings("unchecked") // the key tells the type
    static <T extends RunningLab> LabAttempt<T> of(ExtensionContext context, Object key, Starter<T> starter) {
        return (LabAttempt<T>) context.getRoot()
                .getStore(Namespace.create(LabAttempt.class))
                .getOrComputeIfAbsent(key, absent -> made(starter), LabAttempt.class);
    }

    private static <T extends RunningLab> LabAttempt<T> made(Starter<T> starter) {
        try {
            return new LabAttempt<>(Optional.of(starter.start()), Optional.empty());
        } catch (CannotRun e) {
            return new LabAttempt<>(Optional.empty(), Optional.of(e));
        }
    }

    /** Whether tests that need the lab shall run: where it cannot, only if it has to. */
    ConditionEvaluationResult condition(String missed) {
        if (failure.isPresent() && !"1".equals(System.getenv(REQUIRED))) {
            return ConditionEvaluationResult.disabled(
                    "no test on " + missed + " here: " + failure.get().getMessage());
        }
        return ConditionEvaluationResult.enabled("the lab runs, or has to");
    }

    /** The lab, or the reason why there is none. */
    T orThrow() {
        if (failure.isPresent()) {
            throw new ParameterResolutionException(failure.get().getMessage(), failure.get());
        }
        return lab.orElseThrow();
    }

    @Override
    public void close() {
        lab.ifPresent(RunningLab::close);
    }
}
