package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.List;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Lets a rule on a feature that is not declared pass if, and only if, the backend refuses. */
final class FeatureRefusals implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        RequiresFeature required = method.getExecutable().getAnnotation(RequiresFeature.class);
        Rules rules = (Rules) context.getRequiredTestInstance();
        if (required == null || declaresAny(rules, required)) {
            invocation.proceed();
            return;
        }
        assertThatThrownBy(invocation::proceed)
                .as("without " + List.of(required.value()) + " the calls are refused")
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    private static boolean declaresAny(Rules rules, RequiresFeature required) {
        for (Feature feature : required.value()) {
            if (rules.backend().features().contains(feature)) {
                return true;
            }
        }
        return false;
    }
}
