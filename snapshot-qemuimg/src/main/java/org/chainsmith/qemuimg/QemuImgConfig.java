package org.chainsmith.qemuimg;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.qemuimg.inspect.Limits;
import org.chainsmith.qemuimg.process.Tool;

/**
 * Settings of the adapter.
 *
 * @param qemuImg the tool
 * @param timeLimit for calls that copy nothing; calls that copy get a second more for each MiB
 * @param maxChain images in one chain, at most
 * @param maxVirtualSize of any image
 * @param newFileMode permissions of a new volume's image; overlays and records take those of the image they are put on
 */
public record QemuImgConfig(
        Tool qemuImg, Duration timeLimit, int maxChain, VirtualSize maxVirtualSize, int newFileMode) {
    private static final Path PROGRAM = Path.of("/usr/bin/qemu-img");

    public QemuImgConfig {
        requireNonNull(qemuImg, "qemuImg is null");
        requireNonNull(timeLimit, "timeLimit is null");
        requireNonNull(maxVirtualSize, "maxVirtualSize is null");
    }

    /**
     * Debian's qemu-img, one minute, 256 images, 64 TiB, and mode 0666: Cinder's, whose service and whose tools run as
     * different users. Who may reach the images is decided by the permissions of the directory.
     */
    public static QemuImgConfig defaults() {
        return new QemuImgConfig(
                Tool.of(PROGRAM),
                Duration.ofMinutes(1),
                Limits.DEFAULT.maxChain(),
                Limits.DEFAULT.maxVirtualSize(),
                0666);
    }

    public QemuImgConfig withQemuImg(Tool tool) {
        return new QemuImgConfig(tool, timeLimit, maxChain, maxVirtualSize, newFileMode);
    }
}
