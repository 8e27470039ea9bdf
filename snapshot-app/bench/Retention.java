import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chainsmith.app.config.QemuImgStores;
import org.chainsmith.app.config.Store;
import org.chainsmith.app.config.StoreSettings;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeReader;

/**
 * The library in one JVM, for the benchmark {@code offline}. Each command is a line on stdin, answered by a line of JSON:
 *
 * <pre>
 * warm SECONDS STORE
 * create|delete|inspect QEMU-IMG STORE VOLUME [SNAPSHOT...]
 * </pre>
 */
public final class Retention {
    private static final int INSPECTIONS = 101;

    /** A store, opened for one command. */
    private static Store open(String qemuImg, String directory) {
        return new QemuImgStores().open(new StoreSettings(Path.of(directory), Duration.ofSeconds(1), Path.of(qemuImg)));
    }

    private static void create(Store store, VolumeId volume, List<SnapshotId> snapshots) {
        snapshots.forEach(snapshot -> store.createSnapshots().create(volume, snapshot));
    }

    private static Report delete(Store store, VolumeId volume, List<SnapshotId> snapshots) {
        DeleteSnapshots.Request request = new DeleteSnapshots.Request(volume, Set.copyOf(snapshots), Set.of());
        return store.deleteSnapshots().delete(request, ProgressListener.NONE);
    }

    /** How long one inspection of the chain takes, in seconds: the median of many. */
    private static double inspect(Store store, VolumeId volume) {
        VolumeReader reader = store.reader();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < INSPECTIONS; i++) {
            long start = System.nanoTime();
            reader.read(volume);
            times.add(System.nanoTime() - start);
        }
        return times.stream().sorted().skip(INSPECTIONS / 2).findFirst().orElseThrow() / 1e9;
    }

    public static void main(String[] args) throws IOException {
        Commands.serve(Retention::perform);
    }

    private static String perform(String[] words) {
        if (words[0].equals("warm")) {
            warm(Double.parseDouble(words[1]), words[2]);
            return "";
        }
        VolumeId volume = new VolumeId(words[3]);
        List<SnapshotId> snapshots =
                Stream.of(words).skip(4).map(SnapshotId::new).collect(Collectors.toList());
        try (Store store = open(words[1], words[2])) {
            Meter start = Meter.now();
            String more =
                    switch (words[0]) {
                        case "create" -> {
                            create(store, volume, snapshots);
                            yield "";
                        }
                        case "delete" -> {
                            Report report = delete(store, volume, snapshots);
                            yield ", \"predicted\": " + report.plan().predictedBytes() + ", \"actual\": "
                                    + report.actualBytes();
                        }
                        case "inspect" ->
                            String.format(
                                    Locale.ROOT,
                                    ", \"inspections\": %d, \"inspection\": %.6f",
                                    INSPECTIONS,
                                    inspect(store, volume));
                        default -> throw new IllegalArgumentException(words[0]);
                    };
            return Meter.now().since(start) + more;
        }
    }

    /** Creates, inspects and deletes in an empty store until the time is over. */
    private static void warm(double seconds, String directory) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        try (Store store = open("/usr/bin/qemu-img", directory)) {
            while (System.nanoTime() < end) {
                VolumeId volume = VolumeId.random();
                store.createVolume().create(volume, ImageFormat.RAW, VirtualSize.parse("16MiB"));
                List<SnapshotId> snapshots =
                        Stream.generate(SnapshotId::random).limit(8).collect(Collectors.toList());
                create(store, volume, snapshots);
                inspect(store, volume);
                delete(store, volume, snapshots.subList(2, 5));
                delete(store, volume, List.of(snapshots.get(6)));
                delete(store, volume, snapshots);
                store.deleteVolume().delete(volume);
            }
        }
    }
}
