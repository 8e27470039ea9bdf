package org.chainsmith.qemuimg;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.VolumeOperations;

/**
 * A process that performs one operation, or recovers from one, and sends itself SIGKILL when it is about to have its
 * N-th outward effect. It exits with 0 if there were fewer.
 */
final class KilledProcess {
    private static final String RECOVER = "RECOVER";

    private KilledProcess() {}

    /**
     * Performs the operation.
     *
     * @param arguments store, name of the {@link Work} or RECOVER, format, N
     */
    public static void main(String[] arguments) {
        KillBefore effects = new KillBefore(Integer.parseInt(arguments[3]));
        try (QemuImgBackend backend = QemuImgBackend.open(Path.of(arguments[0]), QemuImgConfig.defaults(), effects)) {
            if (arguments[1].equals(RECOVER)) {
                recover(backend);
            } else {
                VolumeOperations operations = new VolumeOperations(backend, Duration.ZERO);
                Work.valueOf(arguments[1]).run(backend, operations, ImageFormat.parse(arguments[2]));
            }
        }
    }

    private static void recover(QemuImgBackend backend) {
        RecoverVolumes volumes = new RecoverVolumes(backend, Duration.ZERO);
        volumes.volumes().forEach(volume -> volumes.recover(volume, ProgressListener.NONE));
    }

    /** Runs such a process to its end; true if it was killed, false if it got through. */
    static boolean isKilled(Path store, String work, ImageFormat format, int effect)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Djna.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        store.toString(),
                        work,
                        format.id(),
                        Integer.toString(effect))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(
                        store.resolveSibling(store.getFileName() + ".stderr").toFile())
                .start();
        int status = process.waitFor();
        if (status != 0 && status != 137) {
            throw new IllegalStateException(work + " before effect " + effect + " ended with status " + status
                    + ", see " + java.nio.file.Files.readString(store.resolveSibling(store.getFileName() + ".stderr")));
        }
        return status == 137;
    }

    private static final class KillBefore implements Effects {
        private int left;

        KillBefore(int effect) {
            this.left = effect;
        }

        @Override
        public <T> T perform(String effect, Supplier<T> act) {
            left--;
            if (left == 0) {
                killSelf();
            }
            return act.get();
        }

        private static void killSelf() {
            try {
                new ProcessBuilder(
                                "/bin/kill",
                                "-9",
                                Long.toString(ProcessHandle.current().pid()))
                        .start();
                Thread.currentThread().join();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("could not be killed", e);
            }
        }
    }
}
