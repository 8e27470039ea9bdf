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
 */
public record HypervisorSettings(String uri, Duration lockWait, Path qemuImg) {
    public HypervisorSettings {
        requireNonNull(uri, "uri is null");
        requireNonNull(lockWait, "lockWait is null");
        requireNonNull(qemuImg, "qemuImg is null");
    }
}
