package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.Volume;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Processes that are killed (SIGKILL) before their outward effects, each of them in a full run, and then once more while
 * they recover: all kept points in time read the same, the record is valid, and the request can be repeated.
 */
final class KillIT {
    private static final boolean FULL = Boolean.getBoolean("chainsmith.full");

    /** Enough for every operation here; a run that is not killed ends the search. */
    private static final int MANY = 500;
    /**
     * Recovery is killed after every n-th first kill, before every m-th of its own effects: all of them only in a full
     * run. {@link CrashIT} kills within one process instead, and far more often.
     */
    private static final int STRIDE = FULL ? 1 : 10;
    /** The first kill comes before every n-th effect; with which of them it begins, differs from work to work. */
    private static final int FIRST_STRIDE = FULL ? 1 : 3;

    @TempDir(factory = TestDirectories.class)
    Path root;

    private Path prepared;
    private TestStore before;

    static Stream<Arguments> works() {
        return Stream.of(ImageFormat.values())
                .flatMap(format -> Stream.of(Work.values()).map(work -> Arguments.of(work, format)))
                .filter(arguments -> isWanted(
                        (Work) arguments.get()[0], (ImageFormat) arguments.get()[1]));
    }

    /** On a qcow2 base only what treats it otherwise than a raw one; all of it in a full run. */
    private static boolean isWanted(Work work, ImageFormat format) {
        return switch (work) {
            case DELETE_MIDDLE -> FULL || format == ImageFormat.RAW;
            case DELETE_OLDEST, DELETE_BY_PULL -> true;
            case DELETE_ALL -> FULL || format == ImageFormat.QCOW2;
            // The pull into the middle has its effects too.
            case DELETE_MIDDLE_BY_PULL -> FULL;
            default -> FULL || format == ImageFormat.RAW;
        };
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("works")
    void everyKillIsSurvived(Work work, ImageFormat format) throws Exception {
        prepared = Files.createDirectory(root.resolve("prepared"));
        before = new TestStore(prepared);
        work.prepare(before, format);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<Boolean>> lanes = new ArrayList<>();
            for (int lane = 0; lane < 2; lane++) {
                int first = 1 + work.ordinal() % FIRST_STRIDE + lane * FIRST_STRIDE;
                lanes.add(pool.submit(() -> killFrom(first, work, format)));
            }
            for (Future<Boolean> lane : lanes) {
                assertThat(lane.get()).as("killed before its last effect").isTrue();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        } finally {
            pool.shutdownNow();
            before.close();
        }
    }

    /** One of two lanes: kills before its share of the effects from this one on, until a run gets through. */
    private boolean killFrom(int first, Work work, ImageFormat format) throws IOException, InterruptedException {
        for (int effect = first; effect < MANY; effect += 2 * FIRST_STRIDE) {
            Path store = copy(prepared, root.resolve("killed-" + effect));
            boolean killed = KilledWork.isKilled(store, work.name(), format, effect);
            if (!killed) {
                assertThat(effect).as("effects of " + work).isGreaterThan(2);
            }
            boolean twiceToo = killed && effect % STRIDE == 0;
            for (int again = 1 + effect / 10 % STRIDE; twiceToo && again < MANY; again += STRIDE) {
                Path twice = copy(store, root.resolve("killed-" + effect + "-" + again));
                boolean recoveryKilled = KilledWork.isKilled(twice, "RECOVER", format, again);
                check(twice, work, format, "killed before effect " + effect + ", recovery before effect " + again);
                delete(twice);
                if (!recoveryKilled) {
                    break;
                }
            }
            check(store, work, format, "killed before effect " + effect);
            delete(store);
            if (!killed) {
                return true;
            }
        }
        return false;
    }

    private void check(Path directory, Work work, ImageFormat format, String story) throws IOException {
        try (TestStore store = before.copiedTo(directory, QemuImgConfig.defaults())) {
            boolean known = store.backend().ledgers().find(Work.VOLUME).isPresent()
                    || store.backend().log().open(Work.VOLUME).isPresent();
            if (known) {
                store.recover(Work.VOLUME);
            }
            assertThat(store.backend().log().open(Work.VOLUME)).as(story).isEmpty();
            if (known && work != Work.CREATE_VOLUME && work != Work.DELETE_VOLUME) {
                boolean done = isDone(store, work);
                if (done) {
                    work.expect(store);
                }
                assertThat(store.differences(Work.VOLUME)).as(story).isEmpty();
                repeat(store, work, format, story);
                if (!done) {
                    work.expect(store);
                }
                assertThat(store.differences(Work.VOLUME))
                        .as(story + ", then repeated")
                        .isEmpty();
            } else {
                repeat(store, work, format, story);
            }
            requireNothingLeft(directory, store, story);
        }
    }

    private void repeat(TestStore store, Work work, ImageFormat format, String story) {
        work.run(store.backend(), store.operations(), format);
        boolean there = store.backend().ledgers().find(Work.VOLUME).isPresent();
        assertThat(there).as(story).isEqualTo(work != Work.DELETE_VOLUME);
    }

    /** Whether recovery rolled the operation forward: the ledger is no longer the one before. */
    private boolean isDone(TestStore store, Work work) {
        return !store.read(Work.VOLUME)
                .ledger()
                .sameSnapshots(before.read(Work.VOLUME).ledger());
    }

    /** Nothing is in the store but the chain, its record, and Chainsmith's own directory with whole files. */
    private static void requireNothingLeft(Path directory, TestStore store, String story) throws IOException {
        List<String> expected = new ArrayList<>(List.of(".chainsmith"));
        if (store.backend().ledgers().find(Work.VOLUME).isPresent()) {
            Volume volume = store.read(Work.VOLUME);
            volume.chain().images().stream()
                    .map(Image::name)
                    .map(ImageName::value)
                    .forEach(expected::add);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.endsWith(".info")))
                    .as(story)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        try (Stream<Path> files = Files.list(directory.resolve(".chainsmith"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as(story)
                    .noneMatch(name -> name.startsWith("."));
        }
    }

    private static Path copy(Path from, Path to) throws IOException, InterruptedException {
        run("cp", "-a", "--sparse=always", from.toString(), to.toString());
        return to;
    }

    private static void delete(Path directory) throws IOException, InterruptedException {
        run("rm", "-rf", directory.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
