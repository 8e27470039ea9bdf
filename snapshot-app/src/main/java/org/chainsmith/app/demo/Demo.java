package org.chainsmith.app.demo;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.chainsmith.app.config.Store;
import org.chainsmith.app.config.StoreSettings;
import org.chainsmith.app.config.Stores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chainsmith demo} */
@Command(
        name = "demo",
        description =
                "Show snapshots at work on real images in a temporary store, and prove with checksums that nothing is lost.",
        footerHeading = "%nExamples:%n",
        footer = {"  chainsmith demo", "  chainsmith demo --keep", "    keeps the images, to look at them with qemu-img"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class Demo implements Callable<Integer> {
    private final Consumer<String> narrator;
    private final Stores stores;

    @Option(names = "--keep", description = "Keep the temporary store.")
    private boolean keep;

    @Option(
            names = "--qemu-img",
            paramLabel = "PATH",
            defaultValue = "/usr/bin/qemu-img",
            description =
                    "The program qemu-img, with qemu-io beside it (default: /usr/bin/qemu-img). Also CHAINSMITH_QEMU_IMG.")
    private Path qemuImg;

    /** A demonstration that tells its lines to the narrator. */
    public Demo(Consumer<String> narrator, Stores stores) {
        this.narrator = requireNonNull(narrator, "narrator is null");
        this.stores = requireNonNull(stores, "stores is null");
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        try (TemporaryStore place = keep ? TemporaryStore.kept() : TemporaryStore.deletedAtTheEnd();
                Store store = stores.open(new StoreSettings(place.volumes(), Duration.ofSeconds(10), qemuImg))) {
            narrator.accept("Chainsmith at work on real images in " + place.volumes() + " ("
                    + (keep ? "kept" : "deleted at the end") + ")");
            narrator.accept("Ids are shortened to their first eight characters here.");
            new Story(narrator, store, new Disk(place, qemuImg)).tell();
        }
        narrator.accept("");
        narrator.accept("Every kept point in time reads as it did when it was taken. ("
                + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s)");
        return 0;
    }
}
