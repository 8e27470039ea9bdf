package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.ErrorAnswer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.app.config.Hypervisors;
import org.chainsmith.app.config.Store;
import org.chainsmith.app.config.Stores;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;

/** One run of the command line: where it prints, its environment, and how it opens stores. */
record Session(Terminal terminal, Map<String, String> environment, Stores stores, Hypervisors hypervisors) {
    public Session {
        requireNonNull(terminal, "terminal is null");
        environment = Map.copyOf(environment);
        requireNonNull(stores, "stores is null");
        requireNonNull(hypervisors, "hypervisors is null");
    }

    /** A session without a hypervisor. */
    Session(Terminal terminal, Map<String, String> environment, Stores stores) {
        this(terminal, environment, stores, settings -> {
            throw new SnapshotException(ErrorCode.NOT_SUPPORTED, "No hypervisor can be reached from here.");
        });
    }

    /** Opens the store, works on it, and prints the answer. */
    int answer(StoreOptions options, Function<Store, Answer> work) {
        Answer answer;
        try (Store store = stores.open(options.settings())) {
            answer = work.apply(store);
        }
        terminal.answer(answer);
        return ExitCode.DONE.number();
    }

    /** Connects to the hypervisor, works on one of its guests, and prints the answer. */
    int answer(StoreOptions options, GuestOptions guest, BiFunction<Hypervisor, Guest, Answer> work) {
        Answer answer;
        try (Hypervisor hypervisor = hypervisors.connect(options.settings(guest, environment))) {
            String name = guest.domain()
                    .orElseThrow(() -> new SnapshotException(
                            ErrorCode.INVALID_ARGUMENT, "Missing required option: '--domain=NAME'."));
            answer = work.apply(hypervisor, hypervisor.guest(name));
        }
        terminal.answer(answer);
        return ExitCode.DONE.number();
    }

    /**
     * Asks the hypervisor, where one is named beside a store, so that nothing is done behind the back of a guest: the
     * definition of one that is off would go on naming the old active layer.
     *
     * @throws SnapshotException IMAGE_IN_USE if the volume is a disk of a guest, be it off
     */
    void requireUnattached(StoreOptions options, GuestOptions guest, VolumeId volume) {
        if (!guest.isHypervisorNamed()) {
            return;
        }
        try (Hypervisor hypervisor = hypervisors.connect(options.settings(guest, environment))) {
            hypervisor.user(volume).ifPresent(at -> {
                throw new SnapshotException(
                                ErrorCode.IMAGE_IN_USE,
                                "Volume " + volume + " is disk " + at.disk() + " of guest " + at.guest()
                                        + ". Nothing was changed.")
                        .ofVolume(volume)
                        .hint("Name the guest instead: --domain " + at.guest() + " --disk " + at.disk()
                                + "; then its definition follows.");
            });
        }
    }

    /** A volume that was named, for commands that work on a volume in a store unless they are given a guest. */
    static <T> T required(@Nullable T given, String label) {
        if (given == null) {
            throw new SnapshotException(ErrorCode.INVALID_ARGUMENT, "Missing required parameter: '" + label + "'.")
                    .hint("Name a volume of a --store, or a guest with --domain.");
        }
        return given;
    }

    /** Reports an error of any kind, in the one way that there is. */
    ExitCode report(Throwable error) {
        SnapshotException told = error instanceof SnapshotException known ? known : unexpected(error);
        ExitCode code = ExitCode.of(told.kind());
        if (code == ExitCode.DEFECT) {
            told = told.hint(
                    "This is a defect of Chainsmith: please report it. CHAINSMITH_DEBUG=1 shows where it happened.");
        }
        terminal.error(new ErrorAnswer(told));
        if (terminal.format() == OutputFormat.TABLE && "1".equals(environment.get("CHAINSMITH_DEBUG"))) {
            error.printStackTrace(terminal.err());
        }
        return code;
    }

    private static SnapshotException unexpected(Throwable error) {
        return new SnapshotException(ErrorCode.INTERNAL, "Unexpected error: " + error, error);
    }
}
