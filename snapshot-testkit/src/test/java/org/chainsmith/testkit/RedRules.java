package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract, and collects the ids of the rules of which a test failed. */
final class RedRules implements TestExecutionListener {
    private final Set<String> red = new TreeSet<>();
    private TestPlan plan;
    private int tests;

    private RedRules() {}

    static Set<String> of(Class<?> contract, int fewestTests) {
        RedRules listener = new RedRules();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(contract))
                                .filters(EngineFilter.includeEngines("junit-jupiter"))
                                .build(),
                        listener);
        assertThat(listener.tests).as("tests that ran").isGreaterThanOrEqualTo(fewestTests);
        return listener.red;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        tests += test.isTest() ? 1 : 0;
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            red.add(rule(test));
        }
    }

    private String rule(TestIdentifier test) {
        String name = test.getDisplayName();
        return name.matches("[A-Z]{2}-\\d\\d .*")
                ? name.substring(0, 5)
                : plan.getParent(test).map(this::rule).orElse(name);
    }
}
