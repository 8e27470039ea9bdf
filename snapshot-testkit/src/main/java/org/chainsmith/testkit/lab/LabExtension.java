package org.chainsmith.testkit.lab;

import java.util.Optional;
import org.chainsmith.testkit.lab.LabProcess.CannotRun;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of a JVM their lab, started with the first class that asks for it. Where no lab can run, the class is
 * skipped with the reason; with {@code CHAINSMITH_REQUIRE_LAB=1}, as {@code ./check} sets it, its tests fail.
 */
public final class LabExtension implements ExecutionCondition, ParameterResolver {
    private static final String REQUIRED = "CHAINSMITH_REQUIRE_LAB";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            attempt(context).orThrow();
        } catch (CannotRun e) {
            if (!"1".equals(System.getenv(REQUIRED))) {
                return ConditionEvaluationResult.disabled("no test on a real libvirt here: " + e.getMessage());
            }
        }
        return ConditionEvaluationResult.enabled("the lab runs, or has to");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LibvirtLab.class;
    }

    @Override
    public LibvirtLab resolveParameter(ParameterContext parameter, ExtensionContext context) {
        try {
            return attempt(context).orThrow();
        } catch (CannotRun e) {
            throw new ParameterResolutionException(e.getMessage(), e);
        }
    }

    private static Started attempt(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(LabExtension.class))
                .getOrComputeIfAbsent(LibvirtLab.class, key -> Started.now(), Started.class);
    }

    /** The one attempt of this JVM, and how it went. */
    private record Started(Optional<LibvirtLab> lab, Optional<CannotRun> failure) implements AutoCloseable {
        static Started now() {
            try {
                return new Started(Optional.of(LibvirtLab.start()), Optional.empty());
            } catch (CannotRun e) {
                return new Started(Optional.empty(), Optional.of(e));
            }
        }

        LibvirtLab orThrow() throws CannotRun {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return lab.orElseThrow();
        }

        @Override
        public void close() {
            lab.ifPresent(LibvirtLab::close);
        }
    }
}
