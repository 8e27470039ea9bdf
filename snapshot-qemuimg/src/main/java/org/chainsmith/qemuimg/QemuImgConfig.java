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
 * @param storageDaemon qemu-storage-daemon, of the same QEMU; pulls are done without it where it is not installed
 * @param timeLimit for calls that copy nothing; calls that copy get a second more for each MiB
 * @param maxChain images in one chain, at most
 * @param maxVirtualSize of any image
 * @param newFileMode permissions of a new volume's image; overlays and records take those of the image they are put on
 */
public record QemuImgConfig(
        Tool qemuImg,
        Tool storageDaemon,
        Duration timeLimit,
        int maxChain,
        VirtualSize maxVirtualSize,
        int newFileMode) {
    private static final Path PROGRAM = Path.of("/usr/bin/qemu-img");
    private static final String STORAGE_DAEMON = "qemu-storage-daemon";

    public QemuImgConfig {
        requireNonNull(qemuImg, "qemuImg is null");
        requireNonNull(storageDaemon, "storageDaemon is null");
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
                Tool.of(PROGRAM.resolveSibling(STORAGE_DAEMON)),
                Duration.ofMinutes(1),
                Limits.DEFAULT.maxChain(),
                Limits.DEFAULT.maxVirtualSize(),
                0666);
    }

    /** The tools of another QEMU, which are in one directory. */
    public QemuImgConfig withQemuImg(Path program) {
        return withQemuImg(Tool.of(program)).withStorageDaemon(Tool.of(program.resolveSibling(STORAGE_DAEMON)));
    }

    public QemuImgConfig withQemuImg(Tool tool) {
        return new QemuImgConfig(tool, storageDaemon, timeLimit, maxChain, maxVirtualSize, newFileMode);
    }

    public QemuImgConfig withStorageDaemon(Tool tool) {
        return new QemuImgConfig(qemuImg, tool, timeLimit, maxChain, maxVirtualSize, newFileMode);
    }
}
