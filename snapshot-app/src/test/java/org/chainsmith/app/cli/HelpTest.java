package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class HelpTest {
    private static final List<String> WITHOUT_STORE =
            List.of("demo", "completion", "warm-up", "inspect", "map", "serve");

    private final Shell shell = Shell.on(new MemoryBackend(new MemoryStore()));

    private static Stream<CommandLine> leaves() {
        Session session = new Session(Terminal.silent(OutputFormat.TABLE), Map.of(), settings -> {
            throw new AssertionError("help needs no store");
        });
        List<CommandLine> leaves = new ArrayList<>();
        collect(Commands.of(session), leaves);
        return leaves.stream()
                .filter(leaf -> !leaf.getCommandSpec().usageMessage().hidden());
    }

    private static void collect(CommandLine command, List<CommandLine> leaves) {
        if (command.getSubcommands().isEmpty()) {
            leaves.add(command);
        }
        command.getSubcommands().values().forEach(sub -> collect(sub, leaves));
    }

    private static Stream<List<String>> lines() {
        return leaves().map(leaf -> leaf.getCommandSpec().qualifiedName(" ").split(" "))
                .map(words -> List.of(words).subList(1, words.length));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void eachCommandHasHelpWithExamples(List<String> words) {
        List<String> line = new ArrayList<>(words);
        line.add("--help");

        Shell.Outcome outcome = shell.run(line.toArray(String[]::new));

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("Usage: chainsmith " + String.join(" ", words))
                .contains("Examples:\n  ");
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void eachCommandOnAStoreHasTheSharedOptions(CommandLine leaf) {
        boolean asksService = leaf.getCommandSpec().qualifiedName(" ").contains(" operation ");
        if (!asksService && !WITHOUT_STORE.contains(leaf.getCommandName())) {
            assertThat(leaf.getCommandSpec().optionsMap())
                    .containsKeys("--store", "--output", "--wait", "--qemu-img", "--help");
        }
    }

    @Test
    void aNamedCommandIsDescribedAlone() {
        CommandLine one = Commands.of(
                new Session(Terminal.silent(OutputFormat.TABLE), Map.of(), settings -> null), "chain", "show");

        assertThat(one.getSubcommands()).containsOnlyKeys("chain");
    }

    @Test
    void theCompletionKnowsAllCommandsAndOptions() {
        String script = shell.run("completion").out();

        assertThat(script)
                .startsWith("#!/usr/bin/env bash")
                .contains("snapshot", "restore", "--discard-newer", "recover");
    }

    @Test
    void theVersionIsOneLine() {
        Shell.Outcome outcome = shell.run("--version");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).matches("chainsmith .+\n");
    }

    @Test
    void theHelpListsTheCommandsButNotThoseForTheLauncher() {
        assertThat(shell.run("--help").out())
                .contains("volume", "snapshot", "chain", "recover", "demo", "completion")
                .doesNotContain("warm-up");
    }
}
