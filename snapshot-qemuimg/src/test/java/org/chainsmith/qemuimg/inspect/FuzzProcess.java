package org.chainsmith.qemuimg.inspect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.inspect.Specimen.Mutation;
import org.chainsmith.qemuimg.qcow2.HostileImages;

/**
 * A process with little memory that inspects and maps mutants of valid images:
 *
 * <pre>FuzzProcess SPECIMENS STORE INPUTS SEED</pre>
 *
 * <p>Prints what came of them; ends with 1 at the first answer that is neither a verdict nor a refusal.
 */
final class FuzzProcess {
    /** Inputs made of one specimen, before the next one is written out. */
    private static final int ROUND = 1000;

    private static final Set<String> OWN = Set.of(HostileImages.OVERLAY, HostileImages.OTHER, HostileImages.BASE);

    private final Path image;
    private final Map<String, Integer> answers = new TreeMap<>();
    private long slowest;

    private FuzzProcess(Path image) {
        this.image = image;
    }

    public static void main(String[] arguments) throws IOException {
        List<Specimen> specimens = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            for (Path file : files.sorted().toList()) {
                specimens.add(new Specimen(file));
            }
        }
        int inputs = Integer.parseInt(arguments[2]);
        long seed = Long.parseLong(arguments[3]);
        FuzzProcess process = new FuzzProcess(Path.of(arguments[1], HostileImages.OVERLAY));
        long began = System.nanoTime();
        process.run(specimens, inputs, seed);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "fuzz: %d inputs of %d specimens, seed %d, %.0f s, %.0f inputs/s, slowest %.1f ms, heap %d MiB%n",
                inputs,
                specimens.size(),
                seed,
                seconds,
                inputs / seconds,
                process.slowest / 1e6,
                Runtime.getRuntime().maxMemory() >> 20);
        System.out.println("fuzz: answers " + process.answers);
    }

    private void run(List<Specimen> specimens, int inputs, long seed) throws IOException {
        Random random = new Random(seed);
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            Specimen specimen = specimens.get(0);
            for (int i = 0; i < inputs; i++) {
                if (i % ROUND == 0) {
                    specimen = specimens.get(i / ROUND % specimens.size());
                    specimen.writeTo(file);
                }
                List<Mutation> mutations = specimen.mutate(file, random);
                answer(random, i);
                specimen.restore(file, mutations);
            }
        }
    }

    private void answer(Random random, int input) {
        ImageFormat format = random.nextInt(16) == 0 ? ImageFormat.RAW : ImageFormat.QCOW2;
        Role role = Role.values()[random.nextInt(2)];
        long start = System.nanoTime();
        try {
            Verdict verdict = Inspector.inspect(Inspection.of(image, format).as(role));
            Optional<ErrorCode> fault = faultOfMap(format);
            require(verdict);
            if (verdict.accepted()
                    && fault.filter(code -> code != ErrorCode.IMAGE_TOO_LARGE).isPresent()) {
                throw new AssertionError("accepted, and its map is refused: " + fault.get());
            }
            verdict.reasons().forEach(reason -> count(reason.code().toString()));
            count(verdict.accepted() ? "accepted" : "refused");
        } catch (Throwable e) { // an error of the JVM would be a fault of ours too
            throw new AssertionError("input " + input + ", " + format + ", " + role, e);
        }
        slowest = Math.max(slowest, System.nanoTime() - start);
    }

    /** Why it cannot be mapped, if it cannot. */
    private Optional<ErrorCode> faultOfMap(ImageFormat format) {
        try {
            MappedImage.read(image, format);
            return Optional.empty();
        } catch (SnapshotException e) {
            if (e.kind() != ErrorKind.PRECONDITION) {
                throw e;
            }
            return Optional.of(e.code());
        }
    }

    private static void require(Verdict verdict) {
        verdict.reasons().forEach(reason -> {
            if (reason.code().kind() != ErrorKind.PRECONDITION || reason.layer().isEmpty()) {
                throw new AssertionError("no refusal but " + reason);
            }
        });
        if (!OWN.containsAll(verdict.chain())) {
            throw new AssertionError("opened " + verdict.chain());
        }
    }

    private void count(String answer) {
        answers.merge(answer, 1, Integer::sum);
    }
}
