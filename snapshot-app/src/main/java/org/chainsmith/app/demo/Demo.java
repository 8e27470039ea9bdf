package org.chainsmith.app.demo;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.app.config.HypervisorSettings;
import org.chainsmith.app.config.Hypervisors;
import org.chainsmith.app.config.Store;
import org.chainsmith.app.config.StoreSettings;
import org.chainsmith.app.config.Stores;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chainsmith demo} */
@Command(
        name = "demo",
        description =
                "Show snapshots at work on real images and on a running guest, and prove with checksums that nothing is lost.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith demo",
            "  chainsmith demo --offline",
            "      without the running guest, which needs root",
            "  chainsmith demo --offline --keep",
            "      keeps the images, to look at them with qemu-img"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class Demo implements Callable<Integer> {
    private final Consumer<String> narrator;
    private final Stores stores;
    private final Hypervisors hypervisors;
    private final Map<String, String> environment;

    @Option(names = "--offline", description = "Leave the part with the running guest out.")
    private boolean offline;

    @Option(names = "--keep", description = "Keep the temporary store; the guest's disks go in any case.")
    private boolean keep;

    @Option(
            names = "--qemu-img",
            paramLabel = "PATH",
            defaultValue = "/usr/bin/qemu-img",
            description =
                    "The program qemu-img, with qemu-io beside it (default: /usr/bin/qemu-img). Also CHAINSMITH_QEMU_IMG.")
    private Path qemuImg;

    /**
     * A demonstration that tells its lines to the narrator.
     *
     * @param environment has in {@code CHAINSMITH_LAB} the script that runs a guest; the launcher sets it
     */
    public Demo(Consumer<String> narrator, Stores stores, Hypervisors hypervisors, Map<String, String> environment) {
        this.narrator = requireNonNull(narrator, "narrator is null");
        this.stores = requireNonNull(stores, "stores is null");
        this.hypervisors = requireNonNull(hypervisors, "hypervisors is null");
        this.environment = Map.copyOf(environment);
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
        if (!offline) {
            live();
        }
        narrator.accept("");
        narrator.accept("Every kept point in time reads as it did when it was taken. ("
                + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s)");
        return 0;
    }

    private void live() {
        narrator.accept("");
        String script = environment.get("CHAINSMITH_LAB");
        if (script == null) {
            leftOut("CHAINSMITH_LAB does not say where the script snapshot-testkit/lab/lab is");
            return;
        }
        narrator.accept("== A running guest with two disks, on a libvirtd of its own");
        try (Lab lab = Lab.start(Path.of(script))) {
            narrator.accept("  started libvirtd in namespaces of its own, below " + lab.folder()
                    + "; it ends with the demonstration");
            try (Hypervisor hypervisor = hypervisors.connect(new HypervisorSettings(
                    lab.uri(), Duration.ofSeconds(10), qemuImg, lab.folder().resolve("state")))) {
                new LiveStory(narrator, hypervisor, lab).tell();
            }
        } catch (Lab.CannotRun e) {
            leftOut(e.getMessage());
        }
    }

    private void leftOut(@Nullable String reason) {
        narrator.accept("The part with a running guest is left out: " + reason + ".");
    }
}
