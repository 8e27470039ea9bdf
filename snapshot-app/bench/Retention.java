import com.sun.jna.Function;
import com.sun.jna.Memory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
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

    /** Wall time, and CPU time and bytes of this process and of the children it waited for. */
    private record Meter(long nanos, double cpu, long read, long written) {
        static Meter now() {
            return new Meter(System.nanoTime(), cpu(0) + cpu(-1), io("rchar: "), io("wchar: "));
        }

        private static double cpu(int who) {
            Memory usage = new Memory(144); // struct rusage begins with two timevals, user and system
            Function.getFunction("c", "getrusage").invokeInt(new Object[] {who, usage});
            return usage.getLong(0) + usage.getLong(16) + (usage.getLong(8) + usage.getLong(24)) / 1e6;
        }

        private static long io(String counter) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
                return lines.filter(line -> line.startsWith(counter))
                        .mapToLong(line -> Long.parseLong(line.substring(counter.length())))
                        .sum();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        String since(Meter start) {
            return String.format(
                    Locale.ROOT,
                    "\"wall\": %.6f, \"cpu\": %.6f, \"all_read\": %d, \"all_written\": %d",
                    (nanos - start.nanos) / 1e9,
                    cpu - start.cpu,
                    read - start.read,
                    written - start.written);
        }
    }

    public static void main(String[] args) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                System.out.println("{" + perform(line.split(" ")) + "}");
            } catch (RuntimeException e) {
                e.printStackTrace();
                System.out.println("{\"error\": \"" + e.toString().replaceAll("[\"\\\\\\p{Cntrl}]", "'") + "\"}");
            }
        }
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
