package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tool itself is killed, or gets errors from the kernel, at its N-th write or sync (injected by strace). Whatever it
 * then says, no operation is taken for done that is not, and recovery with a healthy tool mends the rest.
 */
final class ToolFaultsIT {
    private static final int FAULTS = Boolean.getBoolean("chainsmith.full") ? 20 : 2;
    private static final String WRITES = "pwrite64,pwritev,pwritev2";
    private static final String SYNCS = "fdatasync,fsync";

    @TempDir(factory = TestDirectories.class)
    Path root;

    static Stream<Arguments> faults() {
        List<Work> works = List.of(
                Work.DELETE_OLDEST,
                Work.DELETE_MIDDLE,
                Work.DELETE_NEWEST,
                Work.DELETE_BY_PULL,
                Work.DELETE_MIDDLE_BY_PULL);
        List<String> faults = List.of(
                WRITES + ":signal=KILL",
                WRITES + ":error=ENOSPC",
                WRITES + ":error=EIO",
                SYNCS + ":error=EIO",
                SYNCS + ":signal=KILL");
        return works.stream().flatMap(work -> faults.stream().map(fault -> Arguments.of(work, fault)));
    }

    @ParameterizedTest(name = "{0} with {1}")
    @MethodSource("faults")
    void noFaultIsTakenForSuccess(Work work, String fault) throws IOException, InterruptedException {
        Path prepared = Files.createDirectory(root.resolve("prepared"));
        try (TestStore before = new TestStore(prepared)) {
            work.prepare(before, ImageFormat.RAW);
            int noticed = 0;
            for (int n = 1; n <= FAULTS; n++) {
                Path store = root.resolve("fault-" + n);
                assertThat(new ProcessBuilder("cp", "-a", "--sparse=always", prepared.toString(), store.toString())
                                .start()
                                .waitFor())
                        .isZero();
                noticed += perform(work, before, store, fault + ":when=" + n) ? 1 : 0;
            }
            assertThat(noticed).as("faults that were noticed").isPositive();
        }
    }

    /** Performs the work with a faulty tool, then settles and repeats it with a healthy one. */
    private static boolean perform(Work work, TestStore before, Path store, String fault) {
        boolean failed = false;
        try (TestStore faulty = before.copiedTo(store, withFault(fault))) {
            work.run(faulty.backend(), faulty.operations(), ImageFormat.RAW);
        } catch (SnapshotException e) {
            failed = true;
            assertThat(e.kind())
                    .as(fault + ": " + e.getMessage())
                    .isIn(ErrorKind.FAILED, ErrorKind.NO_SPACE, ErrorKind.OUTCOME_UNKNOWN, ErrorKind.PRECONDITION);
        }
        try (TestStore healthy = before.copiedTo(store, QemuImgConfig.defaults())) {
            healthy.recover(Work.VOLUME);
            SnapshotLedger now = healthy.read(Work.VOLUME).ledger();
            boolean done = !now.sameSnapshots(before.read(Work.VOLUME).ledger());
            assertThat(failed || done).as(fault + ": it said that it was done").isTrue();
            if (done) {
                work.expect(healthy);
            }
            assertThat(healthy.differences(Work.VOLUME)).as(fault).isEmpty();
            work.run(healthy.backend(), healthy.operations(), ImageFormat.RAW);
            if (!done) {
                work.expect(healthy);
            }
            assertThat(healthy.differences(Work.VOLUME))
                    .as(fault + ", repeated")
                    .isEmpty();
        }
        return failed;
    }

    private static QemuImgConfig withFault(String fault) {
        QemuImgConfig config = QemuImgConfig.defaults();
        List<String> strace = List.of(
                "/usr/bin/strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + WRITES + "," + SYNCS,
                "-e",
                "signal=none",
                "-e",
                "inject=" + fault);
        return config.withQemuImg(config.qemuImg().startedBy(strace))
                .withStorageDaemon(config.storageDaemon().startedBy(strace));
    }
}
