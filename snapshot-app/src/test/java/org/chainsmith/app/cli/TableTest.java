package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;
import org.junit.jupiter.api.Test;

/** What people see. */
final class TableTest {
    private static final String STORE = "--store=/anywhere";
    private static final String VOLUME = "9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4";
    private static final String SNAPSHOT = "11111111-2222-4333-8444-555555555555";

    private final Shell shell = Shell.on(new MemoryBackend(new MemoryStore()));

    TableTest() {
        shell.run("volume", "create", STORE, "--size=1MiB", "--id", VOLUME);
        shell.run("snapshot", "create", STORE, VOLUME, "--id", SNAPSHOT);
    }

    @Test
    void columnsAreAlignedUnderTheirTitles() {
        String[] lines = shell.run("volume", "list", STORE).out().split("\n");

        assertThat(lines).hasSize(3);
        assertThat(lines[1]).matches("-+");
        assertThat(lines[2].indexOf("qcow2")).isEqualTo(lines[0].indexOf("Format"));
        assertThat(lines[2].indexOf("1 MiB")).isEqualTo(lines[0].indexOf("Virtual size"));
    }

    @Test
    void theChainIsAlsoShownInArrowNotation() {
        String[] lines = shell.run("chain", "show", STORE, VOLUME).out().split("\n");

        assertThat(lines[lines.length - 1]).contains(VOLUME).contains(" <- ");
        assertThat(lines[2]).endsWith(SNAPSHOT);
    }

    @Test
    void aPlanNumbersItsSteps() {
        String out = shell.run("snapshot", "delete", STORE, VOLUME, SNAPSHOT, "--dry-run")
                .out();

        assertThat(out)
                .startsWith("Plan, not carried out:\n  1. commit ")
                .contains("\nPredicted copy:")
                .contains("\nPeak extra space:")
                .contains("\nLocks:             volume " + VOLUME)
                .contains("\nBefore:")
                .contains("\nAfter:");
    }
}
