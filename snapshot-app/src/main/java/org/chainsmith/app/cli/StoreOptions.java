package org.chainsmith.app.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.chainsmith.app.config.HypervisorSettings;
import org.chainsmith.app.config.StoreSettings;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that works on a store. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StoreOptions {
    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Directory of the volumes, such as an NFS share of Cinder. Also CHAINSMITH_STORE.")
    private @Nullable Path directory;

    @Option(
            names = OutputFormat.OPTION,
            paramLabel = "table|json",
            defaultValue = "table",
            description = "For people or for scripts (default: table). Also CHAINSMITH_OUTPUT.")
    @SuppressWarnings("unused") // only checked here; Terminal has it, for errors too
    private OutputFormat output;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to wait for another operation on the same volume (default: 10).")
    private Duration lockWait;

    @Option(
            names = "--qemu-img",
            paramLabel = "PATH",
            defaultValue = "/usr/bin/qemu-img",
            description = "The program qemu-img (default: /usr/bin/qemu-img). Also CHAINSMITH_QEMU_IMG.")
    private Path qemuImg;

    StoreSettings settings() {
        if (directory == null) {
            throw new SnapshotException(ErrorCode.INVALID_ARGUMENT, "Missing required option: '--store=DIR'.")
                    .hint("Name the directory of the volumes with --store, or set CHAINSMITH_STORE.");
        }
        return new StoreSettings(directory, lockWait, qemuImg);
    }

    HypervisorSettings settings(GuestOptions guest, Map<String, String> environment) {
        return guest.settings(environment, lockWait, qemuImg);
    }
}
