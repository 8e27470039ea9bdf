package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.app.config.HypervisorSettings;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that can work on the disks of a guest instead of a volume in a store. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class GuestOptions {
    private static final String DEFAULT_URI = "qemu:///system";

    @Option(
            names = {"-c", "--connect"},
            paramLabel = "URI",
            description = "The hypervisor, as in virsh (default: qemu:///system). Also LIBVIRT_DEFAULT_URI.")
    private @Nullable String uri;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            description = "Work on the disks of this guest, given by name or UUID.")
    private @Nullable String domain;

    @Option(
            names = "--disk",
            paramLabel = "TARGET",
            description = "A disk of the guest, such as vda. May be repeated (default: all disks).")
    private Set<DiskTarget> disks = Set.of();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "For disks that are no volumes: where their logs and locks are (default: /var/lib/chainsmith"
                    + " for root, else ~/.local/state/chainsmith). Also CHAINSMITH_STATE.")
    private @Nullable Path state;

    /** The guest that is named, if the command is about one. */
    Optional<String> domain() {
        return Optional.ofNullable(domain);
    }

    /** Whether the command line itself names a hypervisor. */
    boolean isHypervisorNamed() {
        return uri != null;
    }

    Set<DiskTarget> disks() {
        return disks;
    }

    /** The one disk that is named. */
    DiskTarget disk() {
        if (disks.size() != 1) {
            throw new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT, "Exactly one --disk TARGET is needed. Nothing was changed.");
        }
        return disks.iterator().next();
    }

    HypervisorSettings settings(Map<String, String> environment, Duration lockWait, Path qemuImg) {
        String fromEnvironment = environment.getOrDefault("LIBVIRT_DEFAULT_URI", "");
        String named = uri != null ? uri : fromEnvironment.isEmpty() ? DEFAULT_URI : fromEnvironment;
        return new HypervisorSettings(requireNonNull(named), lockWait, qemuImg, state(environment));
    }

    private Path state(Map<String, String> environment) {
        if (state != null) {
            return state;
        }
        if (System.getProperty("user.name", "").equals("root")) {
            return Path.of("/var/lib/chainsmith");
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "/"));
        return Path.of(environment.getOrDefault("XDG_STATE_HOME", home + "/.local/state"), "chainsmith");
    }
}
