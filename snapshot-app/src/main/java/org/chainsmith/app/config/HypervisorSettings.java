package org.chainsmith.app.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Which hypervisor to work with, and how.
 *
 * @param uri as libvirt understands it, such as {@code qemu:///system}
 * @param lockWait how long an operation waits for another one on the same volume
 * @param qemuImg the program
 * @param state where the logs and locks of disks are that no volume service made
 * @param merges what merges may take from the host
 */
public record HypervisorSettings(String uri, Duration lockWait, Path qemuImg, Path state, MergeLimits merges) {
    public HypervisorSettings {
        requireNonNull(uri, "uri is null");
        requireNonNull(lockWait, "lockWait is null");
        requireNonNull(qemuImg, "qemuImg is null");
        requireNonNull(state, "state is null");
        requireNonNull(merges, "merges is null");
    }

    /** Settings with the usual limits. */
    public HypervisorSettings(String uri, Duration lockWait, Path qemuImg, Path state) {
        this(uri, lockWait, qemuImg, state, MergeLimits.DEFAULT);
    }

    public HypervisorSettings with(MergeLimits limits) {
        return new HypervisorSettings(uri, lockWait, qemuImg, state, limits);
    }
}
