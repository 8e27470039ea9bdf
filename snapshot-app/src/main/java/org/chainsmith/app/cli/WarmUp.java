package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.chainsmith.app.config.Stores;
import org.chainsmith.app.demo.TemporaryStore;
import org.chainsmith.core.snapshot.VolumeId;
import picocli.CommandLine.Command;

/**
 * {@code chainsmith warm-up}: runs common commands silently in a temporary store, so that the classes they need are in
 * the class data archive that the launcher makes of this run. Errors do not matter here.
 */
@Command(name = "warm-up", hidden = true, description = "Run common commands in a temporary store, for the launcher.")
final class WarmUp implements Callable<Integer> {
    private final Stores stores;

    WarmUp(Stores stores) {
        this.stores = requireNonNull(stores, "stores is null");
    }

    @Override
    public Integer call() {
        try (TemporaryStore place = TemporaryStore.deletedAtTheEnd()) {
            String store = "--store=" + place.volumes();
            String volume = VolumeId.random().value();
            List<String[]> commands = List.of(
                    new String[] {"volume", "create", store, "--size=1MiB", "--format=qcow2", "--id=" + volume},
                    new String[] {"snapshot", "create", store, volume},
                    new String[] {"snapshot", "list", store, volume},
                    new String[] {
                        "snapshot", "delete", store, volume, VolumeId.random().value()
                    },
                    new String[] {"chain", "show", store, volume},
                    new String[] {"recover", store});
            for (OutputFormat format : OutputFormat.values()) {
                Session silent = new Session(Terminal.silent(format), Map.of(), stores);
                commands.forEach(command -> Chainsmith.run(silent, command));
            }
        }
        return ExitCode.DONE.number();
    }
}
