package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes the values of options that are not given from the environment, where that has them. */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private static final Map<String, String> VARIABLES = Map.of(
            "--store",
            "CHAINSMITH_STORE",
            "--qemu-img",
            "CHAINSMITH_QEMU_IMG",
            "--state",
            "CHAINSMITH_STATE",
            "--parallel",
            "CHAINSMITH_PARALLEL",
            "--service",
            "CHAINSMITH_SERVICE",
            OutputFormat.OPTION,
            OutputFormat.VARIABLE);

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = requireNonNull(environment, "environment is null");
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String variable = VARIABLES.get(option.longestName());
        String value = variable == null ? null : environment.get(variable);
        return value == null || value.isEmpty() ? null : value;
    }
}
