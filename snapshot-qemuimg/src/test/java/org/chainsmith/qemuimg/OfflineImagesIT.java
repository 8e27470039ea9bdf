package org.chainsmith.qemuimg;

import org.chainsmith.testkit.contract.OfflineImagesContract;
import org.chainsmith.testkit.contract.World;

/** The conformance kit's contract for offline images, on real qemu-img. */
final class OfflineImagesIT extends OfflineImagesContract {
    @Override
    protected World newWorld() {
        return new QemuImgWorld();
    }
}
