package org.chainsmith.qemuimg;

import java.nio.file.Path;
import org.chainsmith.qemuimg.process.Tool;
import org.chainsmith.testkit.contract.EssentialUnlessFull;
import org.chainsmith.testkit.contract.OfflineImagesContract;
import org.chainsmith.testkit.contract.World;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract for offline images where qemu-storage-daemon is not installed. */
@ExtendWith(EssentialUnlessFull.class)
final class OfflineImagesWithoutDaemonIT extends OfflineImagesContract {
    static final Tool NOT_THERE = Tool.of(Path.of("/nonexistent/qemu-storage-daemon"));

    @Override
    protected World newWorld() {
        return new QemuImgWorld(QemuImgConfig.defaults().withStorageDaemon(NOT_THERE));
    }
}
