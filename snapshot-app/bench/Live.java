import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.app.config.HypervisorSettings;
import org.chainsmith.app.config.LibvirtHypervisors;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.CreateGuestSnapshots;
import org.chainsmith.core.guest.DeleteGuestSnapshots;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;

/**
 * The library in one JVM, for the benchmark {@code live}. Each command is a line on stdin, answered by a line of JSON:
 *
 * <pre>
 * create DOMAIN SNAPSHOT DISK...
 * delete DOMAIN DISK SNAPSHOT...
 * </pre>
 *
 * The arguments are the hypervisor's URI and a directory for state; it stays connected, as in a service.
 */
public final class Live {
    private static String create(Hypervisor hypervisor, String domain, SnapshotId snapshot, Set<DiskTarget> disks) {
        Guest guest = hypervisor.guest(domain);
        List<AttachedVolume> volumes = hypervisor.volumes(guest, disks);
        Consistency reached = hypervisor
                .createSnapshots()
                .create(new CreateGuestSnapshots.Request(
                        guest.id(),
                        volumes,
                        volumes.stream().collect(toMap(AttachedVolume::volume, volume -> snapshot)),
                        QuiescePolicy.REQUIRE,
                        Duration.ofSeconds(8)))
                .reached()
                .orElseThrow();
        return ", \"level\": \"" + reached.level() + "\", \"frozen\": " + reached.frozen().toNanos() / 1e9;
    }

    private static String delete(Hypervisor hypervisor, String domain, DiskTarget disk, Set<SnapshotId> snapshots) {
        List<AttachedVolume> volumes = hypervisor.volumes(hypervisor.guest(domain), Set.of(disk));
        DeleteGuestSnapshots.Result result = hypervisor
                .deleteSnapshots()
                .delete(
                        new DeleteGuestSnapshots.Request(volumes, snapshots, Set.of()),
                        volume -> ProgressListener.NONE)
                .get(0);
        result.failure().ifPresent(e -> {
            throw e;
        });
        return ", \"reported\": " + result.report().orElseThrow().actualBytes();
    }

    public static void main(String[] args) throws IOException {
        HypervisorSettings settings = new HypervisorSettings(
                args[0], Duration.ofSeconds(1), Path.of("/usr/bin/qemu-img"), Path.of(args[1]));
        try (Hypervisor hypervisor = new LibvirtHypervisors().connect(settings)) {
            Commands.serve(words -> perform(hypervisor, words));
        }
    }

    private static String perform(Hypervisor hypervisor, String[] words) {
        Meter start = Meter.now();
        String more =
                switch (words[0]) {
                    case "create" ->
                        create(
                                hypervisor,
                                words[1],
                                new SnapshotId(words[2]),
                                Stream.of(words).skip(3).map(DiskTarget::new).collect(toSet()));
                    case "delete" ->
                        delete(
                                hypervisor,
                                words[1],
                                new DiskTarget(words[2]),
                                Stream.of(words).skip(3).map(SnapshotId::new).collect(toSet()));
                    default -> throw new IllegalArgumentException(words[0]);
                };
        return Meter.now().since(start) + more;
    }
}
