package org.chainsmith.app.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Which store to work on, and how.
 *
 * @param directory where the volumes are
 * @param lockWait how long an operation waits for another one on the same volume
 * @param qemuImg the program
 */
public record StoreSettings(Path directory, Duration lockWait, Path qemuImg) {
    public StoreSettings {
        requireNonNull(directory, "directory is null");
        requireNonNull(lockWait, "lockWait is null");
        requireNonNull(qemuImg, "qemuImg is null");
    }
}
