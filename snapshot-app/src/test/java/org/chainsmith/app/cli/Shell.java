package org.chainsmith.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.app.config.HypervisorSettings;
import org.chainsmith.app.config.Hypervisors;
import org.chainsmith.app.config.LibvirtHypervisors;
import org.chainsmith.app.config.Store;
import org.chainsmith.app.config.Stores;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryHypervisor;
import org.chainsmith.testkit.memory.MemoryStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs command lines in this process, and keeps what they print. */
final class Shell {
    private static final JsonMapper JSON = new JsonMapper();

    private final Stores stores;
    private final Hypervisors hypervisors;
    private final Map<String, String> environment = new HashMap<>();

    Shell(Stores stores) {
        this(stores, settings -> {
            throw new AssertionError("nobody named a hypervisor");
        });
    }

    private Shell(Stores stores, Hypervisors hypervisors) {
        this.stores = stores;
        this.hypervisors = hypervisors;
    }

    static Shell on(SnapshotBackend backend) {
        return new Shell(settings ->
                Store.open(binder -> binder.bind(SnapshotBackend.class).toInstance(backend), settings.lockWait()));
    }

    /** A shell for the guests of libvirt. */
    static Shell onLibvirt(Effects effects) {
        return onLibvirt(new LibvirtHypervisors(effects));
    }

    static Shell onLibvirt(Hypervisors hypervisors) {
        return new Shell(
                settings -> {
                    throw new AssertionError("no store is needed");
                },
                hypervisors);
    }

    /** A shell for the guests of a hypervisor, whose disks are on the store. */
    static Shell on(MemoryStore store, MemoryHypervisor hypervisor) {
        Set<Feature> features = Set.of(Feature.LIVE_COMMIT, Feature.LIVE_PULL);
        return new Shell(
                on(new MemoryBackend(store)).stores,
                settings -> new Hypervisor(
                        hypervisor.connect(Effects.DIRECT, features),
                        hypervisor.agent(Effects.DIRECT),
                        new MemoryStores(store),
                        settings.lockWait(),
                        settings.merges(),
                        () -> {}));
    }

    /** The same shell, with somebody who hears of the settings of each hypervisor that is connected to. */
    Shell telling(Consumer<HypervisorSettings> listener) {
        return new Shell(stores, settings -> {
            listener.accept(settings);
            return hypervisors.connect(settings);
        });
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** How a command line ended, and what it printed. */
    record Outcome(int exit, String out, String err) {
        /** The one document on standard output. */
        JsonNode json() {
            return document(out);
        }

        /** The one document on standard error. */
        JsonNode error() {
            return document(err);
        }

        private static JsonNode document(String text) {
            if (!text.endsWith("\n")) {
                throw new AssertionError("no newline at the end of: " + text);
            }
            return JSON.readTree(text);
        }
    }

    Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(stream(out), stream(err), OutputFormat.asked(arguments, environment), false);
        int exit = Chainsmith.run(new Session(terminal, environment, stores, hypervisors), arguments);
        terminal.out().flush();
        terminal.err().flush();
        return new Outcome(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command that has to succeed, with JSON as its output. */
    JsonNode json(String... arguments) {
        Outcome outcome = with("CHAINSMITH_OUTPUT", "json").run(arguments);
        if (outcome.exit() != 0 || !outcome.err().isEmpty()) {
            throw new AssertionError(String.join(" ", arguments) + " ended with " + outcome);
        }
        return outcome.json();
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }
}
