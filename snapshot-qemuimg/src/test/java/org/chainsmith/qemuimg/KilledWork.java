package org.chainsmith.qemuimg;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.VolumeOperations;
import org.chainsmith.testkit.lab.KilledProcess;

/**
 * A process that performs one operation, or recovers from one, and sends itself SIGKILL when it is about to have its
 * N-th outward effect. It exits with 0 if there were fewer.
 */
final class KilledWork {
    private static final String RECOVER = "RECOVER";

    private KilledWork() {}

    /**
     * Performs the operation.
     *
     * @param arguments store, name of the {@link Work} or RECOVER, format, N
     */
    public static void main(String[] arguments) {
        Effects effects = KilledProcess.killingBefore(Integer.parseInt(arguments[3]));
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
        return KilledProcess.isKilled(
                KilledWork.class, List.of(store.toString(), work, format.id(), Integer.toString(effect)));
    }
}
