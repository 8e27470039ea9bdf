package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.process.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tool pulls, and that no tool is believed. */
final class PullIT {
    private static final String REBASE = "qemu-img rebase to ";
    private static final String STREAM = "qemu-storage-daemon block-stream to ";
    private static final QemuImgConfig WITHOUT_DAEMON =
            QemuImgConfig.defaults().withStorageDaemon(OfflineImagesWithoutDaemonIT.NOT_THERE);

    @TempDir(factory = TestDirectories.class)
    Path root;

    private TestStore store;
    private BackingChain chain;
    private final List<String> effects = new ArrayList<>();

    @BeforeEach
    void makeVolume() throws IOException {
        store = new TestStore(Files.createDirectory(root.resolve("store")));
        Work.DELETE_MIDDLE_BY_PULL.prepare(store, ImageFormat.RAW);
        chain = store.read(Work.VOLUME).chain();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Pulls what is above one image of the chain (of none for -1) up into another. */
    private void pull(QemuImgConfig config, int above, int top) {
        List<Image> images = chain.images();
        Optional<Image> backing = above < 0 ? Optional.empty() : Optional.of(images.get(above));
        BackingChain part = BackingChain.of(images.subList(Math.max(0, above), top + 1));
        Effects recorded = new Effects() {
            @Override
            public <T> T perform(String effect, Supplier<T> act) {
                effects.add(effect);
                return act.get();
            }
        };
        try (QemuImgBackend backend = QemuImgBackend.open(root.resolve("store"), config, recorded)) {
            backend.images().pull(Work.VOLUME, part, images.get(top), backing, ProgressListener.NONE);
        }
    }

    private String file(int index) {
        return store.path(chain.images().get(index).name()).toString();
    }

    private String golden() throws IOException, InterruptedException {
        String golden = root.resolve("golden").toString();
        assertThat(run("/usr/bin/qemu-img", "convert", "-f", "qcow2", "-O", "raw", file(10), golden))
                .isZero();
        return golden;
    }

    private void assertReads(String golden) throws IOException, InterruptedException {
        assertThat(run("/usr/bin/qemu-img", "compare", "-q", "-f", "raw", "-F", "qcow2", golden, file(10)))
                .as("what the active layer reads")
                .isZero();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                Arguments.of("with the daemon", QemuImgConfig.defaults(), 4, 10, STREAM),
                Arguments.of("a sparse base, whose zeros a rebase leaves out", QemuImgConfig.defaults(), -1, 1, REBASE),
                Arguments.of("without the daemon", WITHOUT_DAEMON, 4, 10, REBASE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void oneToolPullsAndTheTopIsSynced(String title, QemuImgConfig config, int above, int top, String call)
            throws Exception {
        String golden = golden();
        pull(config, above, top);
        Image image = chain.images().get(top);
        assertThat(effects).containsExactly(call + image, "sync " + image);
        assertReads(golden);
    }

    @Test
    void aClusterWithAPartFromBelowIsNotLeftToTheDaemon() throws Exception {
        String size = Long.toString(Work.SIZE.bytes());
        String below = chain.images().get(8).name().value();
        String[] small = {"create", "-q", "-f", "qcow2", "-o", "cluster_size=4096", "-F", "qcow2", "-b", below};
        List<String> create = new ArrayList<>(List.of("/usr/bin/qemu-img"));
        create.addAll(List.of(small));
        create.addAll(List.of(file(9), size));
        assertThat(run(create.toArray(String[]::new))).isZero();
        assertThat(run("/usr/bin/qemu-io", "-f", "qcow2", "-c", "write -q -P 77 1052672 4096", file(9)))
                .isZero();
        String golden = golden();
        pull(QemuImgConfig.defaults(), 8, 10);
        assertThat(effects).first().asString().startsWith(REBASE);
        assertReads(golden);
    }

    static Stream<Arguments> liars() {
        return Stream.of(
                Arguments.of("rebase on an image", 4, false),
                Arguments.of("rebase on nothing", -1, false),
                Arguments.of("block-stream", 4, true));
    }

    /** A killed tool can leave it so: the header is new, the tables were never written, and qemu-img check finds nothing. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("liars")
    void aNewHeaderWithoutTheDataIsNotBelieved(String title, int above, boolean byDaemon) throws Exception {
        String golden = golden();
        QemuImgConfig lying = byDaemon
                ? QemuImgConfig.defaults().withStorageDaemon(daemonThatOnlyRepoints(above, 10))
                : WITHOUT_DAEMON.withQemuImg(qemuImgThatOnlyRepoints());
        assertThatThrownBy(() -> pull(lying, above, 10))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_PROVEN));
        pull(QemuImgConfig.defaults(), above, 10);
        assertReads(golden);
    }

    private Tool qemuImgThatOnlyRepoints() throws IOException {
        return script("""
                if [ "$1" = rebase ] && [ "$2" = -p ]; then
                    shift 2
                    exec /usr/bin/qemu-img rebase -u "$@"
                fi
                exec /usr/bin/qemu-img "$@"
                """);
    }

    private Tool daemonThatOnlyRepoints(int above, int top) throws IOException {
        String backing = chain.images().get(above).name().value();
        return script("echo '{\"QMP\": {}}'\nwhile read -r line; do\n    echo '{\"return\": {}}'\n    case $line in\n"
                + "    *block-stream*)\n        /usr/bin/qemu-img rebase -u -f qcow2 -F qcow2 -b " + backing + " "
                + file(top)
                + "\n        echo '{\"event\": \"BLOCK_JOB_COMPLETED\", \"data\": {\"device\": \"stream\"}}' ;;\n"
                + "    *quit*) exit 0 ;;\n    esac\ndone\n");
    }

    private Tool script(String body) throws IOException {
        Path script = Files.writeString(root.resolve("tool"), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Tool.of(script);
    }
}
